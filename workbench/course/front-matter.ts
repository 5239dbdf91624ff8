import type { FrontMatter } from './lesson.ts'
import { readLessonFields } from './lesson-fields.ts'
import { readYaml, type Read } from './read-yaml.ts'

/** Lee la cabecera YAML de un README. `where` es su ruta tal como debe salir en las quejas. */
export function parseFrontMatter(text: string, where: string): Read<FrontMatter> {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const closing = /^---[ \t]*\n(?<yaml>(?:.*\n)*?)---[ \t]*(?:\n|$)/.exec(source)
  if (closing?.groups === undefined) {
    const what = /^---[ \t]*\n/.test(source)
      ? 'la cabecera no se cierra: escribe una línea «---» después del último paso.'
      : 'falta la cabecera: la primera línea debe ser «---», y debajo title, minutes, services…'
    return { ok: false, faults: [{ where: `${where}:1`, what }] }
  }

  // La línea 1 del YAML es la 2 del archivo: la primera es «---».
  return readYaml(closing.groups['yaml'] ?? '', {
    at: (line) => `${where}:${line + 1}`,
    empty: 'la cabecera está vacía o no son claves: escribe title, minutes, services…',
    read: readLessonFields,
  })
}
