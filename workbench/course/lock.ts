import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

import { uniqueName } from './unique-name.ts'

const abandonedAfterMs = 10_000

/**
 * Ejecuta `task` sin que otro proceso ejecute la suya con el mismo cerrojo. El cerrojo es el
 * archivo `path`, creado en exclusiva, con el pid de quien lo tiene.
 */
export async function withLock<T>(
  path: string,
  task: () => Promise<T>,
  { waitMs = 5_000 } = {},
): Promise<T> {
  const giveUp = AbortSignal.timeout(waitMs)
  const token = uniqueName()
  while (!(await tryCreate(path, token))) {
    await removeIfAbandoned(path)
    if (giveUp.aborted) throw new LockBusyError(path)
    await pause(5 + Math.random() * 20)
  }
  try {
    return await task()
  } finally {
    // Solo el nuestro: si tardamos tanto que nos lo quitaron, el que hay ya es de otro.
    if ((await readIfExists(path)) === token) await rm(path, { force: true })
  }
}

export class LockBusyError extends Error {
  override readonly name = 'LockBusyError'
  readonly code = 'LOCK_BUSY'

  constructor(path: string) {
    super(
      `Otra terminal lleva demasiado tiempo usando «${path}».\n` +
        '  Espera a que termine; si no hay ninguna, borra ese archivo y repite.',
    )
  }
}

async function tryCreate(path: string, token: string): Promise<boolean> {
  try {
    await using file = await open(path, 'wx')
    await file.writeFile(token)
    return true
  } catch (error) {
    // En Windows, un archivo a medio borrar responde EPERM en lugar de EEXIST.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false
    throw error
  }
}

async function removeIfAbandoned(path: string): Promise<void> {
  const token = await readIfExists(path)
  if (token === undefined || !(await isAbandoned(path, token))) return
  // Se aparta con `rename`, que solo uno consigue: borrar sin más podría borrar uno recién creado.
  const aside = `${path}.${uniqueName()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return // otro lo apartó antes
    throw error
  }
  await rm(aside, { force: true })
}

async function isAbandoned(path: string, token: string): Promise<boolean> {
  const pid = Number(token.split('-', 1)[0])
  if (Number.isInteger(pid) && pid > 0 && !isAlive(pid)) return true
  try {
    return Date.now() - (await stat(path)).mtimeMs > abandonedAfterMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // existe, y es de otra persona
  }
}

async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
