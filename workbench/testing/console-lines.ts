import { stripVTControlCharacters } from 'node:util'

import type { Lesson } from '../course/lesson.ts'

const frame = /^\s+at (?:.+ \()?(?:file:\/\/)?(?<path>.+?):\d+:\d+\)?(?<rest>.*)$/

/**
 * Lo que escribió el programa, sin códigos de color y sin las líneas de pila que no son de su
 * código: de las otras no se arregla nada.
 */
export function cleanConsole(
  lines: readonly string[],
  { dir, slug }: Pick<Lesson, 'dir' | 'slug'>,
): readonly string[] {
  return lines
    .flatMap((line) => stripVTControlCharacters(line).split('\n'))
    .flatMap((line) => {
      const path = frame.exec(line)?.groups?.['path']?.replaceAll('\\', '/')
      if (path === undefined) return [line]
      const own = `${dir.replaceAll('\\', '/')}/src/`
      const start = path.indexOf(own)
      if (start === -1) return []
      return [
        line.replaceAll('\\', '/').replace('file://', '').replace(own, `lessons/${slug}/src/`),
      ]
    })
}
