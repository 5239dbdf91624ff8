import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { FrontMatter } from './lesson.ts'
import { uniqueName } from './unique-name.ts'

/** Cabeceras ya leídas, por carpeta. */
export type Headers = Readonly<Record<string, FrontMatter>>

const parserFiles = [
  'front-matter.ts',
  'lesson-fields.ts',
  'read-yaml.ts',
  'yaml-faults.ts',
  'yaml-fields.ts',
]

/**
 * Todo aquello de lo que depende el resultado: los textos y el código que los lee. Va entero y no
 * resumido; así una copia vieja no puede pasar por buena.
 */
export async function headersKey(texts: readonly (readonly [string, string])[]): Promise<string> {
  const parser = await Promise.all(
    parserFiles.map((file) => readFile(join(import.meta.dirname, file), 'utf8')),
  )
  return JSON.stringify([parser, texts])
}

/** Las cabeceras guardadas, si siguen valiendo. Cargar la biblioteca de YAML costaría 50 ms. */
export async function readCachedHeaders(root: string, key: string): Promise<Headers | undefined> {
  try {
    const saved = JSON.parse(await readFile(cachePath(root), 'utf8')) as {
      key?: unknown
      headers?: Headers
    }
    return saved.key === key ? saved.headers : undefined
  } catch {
    return undefined // no está, o no se entiende: se lee todo otra vez y se guarda
  }
}

export async function cacheHeaders(root: string, key: string, headers: Headers): Promise<void> {
  const path = cachePath(root)
  const temporary = `${path}.${uniqueName()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, JSON.stringify({ key, headers }))
    await rename(temporary, path)
  } catch {
    // Sin permiso o sin sitio se trabaja igual, solo que más despacio: no hay nada que contar.
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

function cachePath(root: string): string {
  return join(root, '.taller', 'cache', 'headers.json')
}
