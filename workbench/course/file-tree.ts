import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { isEditorScratch } from './editor-scratch.ts'

// Los deja el sistema operativo al abrir la carpeta; nadie los ha escrito.
const systemFiles: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/**
 * Rutas relativas, con `/`, de todo lo que no es carpeta, menos lo que deja un editor abierto. Sin
 * carpeta no hay archivos. En una que `skips` descarta ni se entra: las hay con miles de archivos que
 * nadie va a mirar.
 */
export async function listFiles(
  dir: string,
  skips: (folder: string) => boolean = () => false,
): Promise<readonly string[]> {
  return (await filesIn(dir, '', skips)).toSorted()
}

async function filesIn(
  dir: string,
  prefix: string,
  skips: (folder: string) => boolean,
): Promise<readonly string[]> {
  const entries = await readdir(join(dir, prefix), { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      const path = `${prefix}${entry.name}`
      if (entry.isDirectory()) return skips(path) ? [] : filesIn(dir, `${path}/`, skips)
      return systemFiles.has(entry.name) || isEditorScratch(entry.name) ? [] : [path]
    }),
  )
  return found.flat()
}

/** Copia un archivo a un lugar que no existe. Un enlace se copia como enlace, sin seguirlo. */
export async function copyNew(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const target = await linkTarget(from)
  if (target === undefined) await copyFile(from, to, constants.COPYFILE_EXCL)
  else await symlink(target, to)
}

/** Lo que distingue a un archivo: sus bytes o, si es un enlace, adónde apunta. */
export async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    const target = await linkTarget(path)
    return target === undefined ? await readFile(path) : Buffer.from(`enlace a ${target}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Mismos archivos con los mismos bytes. */
export async function sameTree(a: string, b: string): Promise<boolean> {
  const [inA, inB] = await Promise.all([listFiles(a), listFiles(b)])
  if (inA.join('\n') !== inB.join('\n')) return false
  for (const file of inA) {
    const [left, right] = await Promise.all([contentOf(join(a, file)), contentOf(join(b, file))])
    if (left === undefined || right === undefined || !left.equals(right)) return false
  }
  return true
}

/** Borra aunque sea de solo lectura, que en Windows no se deja borrar. */
export async function removeFile(path: string): Promise<void> {
  if ((await linkTarget(path)) === undefined) await chmod(path, 0o644)
  await rm(path)
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path)
  } catch (error) {
    // EINVAL es «no es un enlace»; en Windows, UNKNOWN también lo es.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EINVAL' || code === 'UNKNOWN') return undefined
    throw error
  }
}
