import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'

// Los deja el sistema operativo al abrir la carpeta; nadie los ha escrito.
const systemFiles: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/** Rutas relativas, con `/`, de todo lo que no es carpeta. Sin carpeta no hay archivos. */
export async function listFiles(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory() && !systemFiles.has(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
      .map((path) => path.split(sep).join('/'))
      .toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
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
