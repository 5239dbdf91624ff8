import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { isEditorScratch } from './editor-scratch.ts'
import type { Lesson } from './lesson.ts'

/** Ruta absoluta → resumen de sus bytes y de cuándo se escribieron. */
export type Contents = ReadonlyMap<string, string>

/** Lo que decide un veredicto: cada archivo de `src` y de `tests`, por lo que contiene. */
export async function readContents({ dir }: Pick<Lesson, 'dir'>): Promise<Contents> {
  const paths = (await Promise.all(['src', 'tests'].map((name) => filesIn(join(dir, name))))).flat()
  const entries = await Promise.all(paths.map(async (path) => [path, await digest(path)] as const))
  return new Map(entries)
}

/** Los que cambiaron, aparecieron o ya no están. */
export function changedPaths(before: Contents, after: Contents): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  )
}

async function filesIn(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries
      .filter((each) => !each.isDirectory() && !isEditorScratch(each.name))
      .map((each) => join(each.parentPath, each.name))
  } catch {
    return [] // la carpeta no está, o se fue mientras se leía: no hay archivos que mirar
  }
}

async function digest(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, ctimeMs } = await stat(path)
    const bytes = createHash('sha1').update(await readFile(path))
    // Con la fecha: un archivo que cambia y vuelve a ser el mismo pudo leerse entre medias, y lo que
    // se leyó entonces no es de ninguna de las dos veces.
    return `${ino} ${mtimeMs} ${ctimeMs} ${bytes.digest('base64')}`
  } catch (error) {
    return `ilegible: ${(error as NodeJS.ErrnoException).code}` // también esto puede cambiar
  }
}
