import { isMap, LineCounter, parseDocument } from 'yaml'

import type { FrontMatter } from './lesson.ts'
import { readLessonFields } from './lesson-fields.ts'
import type { Fault } from './malformed-lesson-error.ts'
import { explainYaml } from './yaml-faults.ts'

export type Parsed =
  | { readonly ok: true; readonly value: FrontMatter }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Lee la cabecera YAML de un README. `where` es su ruta tal como debe salir en las quejas. */
export function parseFrontMatter(text: string, where: string): Parsed {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const closing = /^---[ \t]*\n(?<yaml>(?:.*\n)*?)---[ \t]*(?:\n|$)/.exec(source)
  if (closing?.groups === undefined) {
    const what = /^---[ \t]*\n/.test(source)
      ? 'la cabecera no se cierra: escribe una línea «---» después del último paso.'
      : 'falta la cabecera: la primera línea debe ser «---», y debajo title, minutes, services…'
    return { ok: false, faults: [{ where: `${where}:1`, what }] }
  }

  const lines = new LineCounter()
  const document = parseDocument(closing.groups['yaml'] ?? '', { lineCounter: lines })
  const faults: Fault[] = []
  // La línea 1 del YAML es la 2 del archivo: la primera es «---».
  const report = (offset: number, what: string): void => {
    faults.push({ where: `${where}:${lines.linePos(offset).line + 1}`, what })
  }

  const syntax = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  if (syntax !== undefined) {
    // Solo la primera: las demás suelen ser su eco, y lo que se entendió del resto no es de fiar.
    report(syntax.pos[0], explainYaml(syntax))
    return { ok: false, faults }
  }
  for (const repeated of document.errors) report(repeated.pos[0], explainYaml(repeated))

  if (!isMap(document.contents)) {
    report(0, 'la cabecera está vacía o no son claves: escribe title, minutes, services…')
    return { ok: false, faults }
  }
  const value = readLessonFields(document.contents, report)
  if (value === undefined || faults.length > 0) return { ok: false, faults: inOrder(faults) }
  return { ok: true, value }
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => lineOf(a) - lineOf(b))
}

function lineOf({ where }: Fault): number {
  return Number(where.slice(where.lastIndexOf(':') + 1))
}
