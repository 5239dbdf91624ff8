import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

import type { ServicesConfig } from './config.ts'

/** Busca como lo haría la terminal, sin lanzar ningún proceso. */
export async function findOnPath(
  names: readonly string[],
  { searchPath, searchExtensions }: Pick<ServicesConfig, 'searchPath' | 'searchExtensions'>,
): Promise<string | undefined> {
  const extensions = process.platform === 'win32' ? searchExtensions.split(';') : ['']
  for (const name of names) {
    for (const folder of searchPath.split(delimiter).filter((part) => part !== '')) {
      for (const extension of extensions) {
        const candidate = join(folder, name + extension)
        if (await isExecutable(candidate)) return candidate
      }
    }
  }
  return undefined
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false // no existe o no se puede ejecutar: para quien busca es lo mismo
  }
}
