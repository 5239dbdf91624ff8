import { readFile } from 'node:fs/promises'

/** El texto de un archivo, o `undefined` si no existe. Lo demás que falle al leerlo se lanza. */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
