import { open, rm, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

import { readIfExists } from './read-if-exists.ts'
import { uniqueName } from './unique-name.ts'

const abandonedAfterMs = 10_000
// Entre crear el archivo y escribir en él pasan microsegundos: vacío tanto rato, no lo tiene nadie.
const emptyAbandonedAfterMs = 1_000

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
  if (!(await createExclusive(path, token))) return false
  // Si nos detuvieron más de un segundo antes de escribir, nos lo pudieron quitar por vacío.
  return (await readIfExists(path)) === token
}

async function createExclusive(path: string, content: string): Promise<boolean> {
  try {
    await using file = await open(path, 'wx')
    await file.writeFile(content)
    return true
  } catch (error) {
    // En Windows, un archivo a medio borrar responde EPERM en lugar de EEXIST.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false
    throw error
  }
}

async function removeIfAbandoned(path: string): Promise<void> {
  if (!(await isAbandoned(path))) return
  // Solo uno lo quita, y vuelve a mirar antes: dos a la vez, y el segundo borraría el cerrojo que
  // un tercero acaba de crear en su lugar.
  const removing = `${path}.removing`
  if (!(await createExclusive(removing, ''))) {
    if ((await ageMs(removing)) > abandonedAfterMs) await rm(removing, { force: true })
    return
  }
  try {
    if (await isAbandoned(path)) await rm(path, { force: true })
  } finally {
    await rm(removing, { force: true })
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const token = await readIfExists(path)
  if (token === undefined) return false
  if (token === '') return (await ageMs(path)) > emptyAbandonedAfterMs
  const pid = Number(token.split('-', 1)[0])
  if (Number.isInteger(pid) && pid > 0 && !isAlive(pid)) return true
  return (await ageMs(path)) > abandonedAfterMs
}

/** Si ya no está, como recién creado: no hay nada viejo que quitar. */
async function ageMs(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
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
