import { lstat, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { isAlive } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { ownerOf, removeFolder } from './temp-folder.ts'

type Recorded = ProcessIdentity & { readonly stopWith: NodeJS.Signals }

/**
 * Recoge lo que dejó un guardián al que mataron con kill -9. Solo toca lo que es nuestro con
 * certeza (nombre y usuario) y está abandonado con certeza (su guardián ya no existe).
 */
export async function sweepTempRoot(root: string): Promise<void> {
  for (const name of await list(root)) {
    const owner = ownerOf(name)
    const path = join(root, name)
    if (owner === undefined || isAlive(owner) || !(await isOurs(path))) continue
    await stopRecorded(join(path, 'server.json'))
    await removeFolder(path)
  }
}

/** Los borradores de plantilla que nadie llegó a publicar. */
export async function sweepCache(folder: string): Promise<void> {
  for (const name of await list(folder)) {
    const match = /\.(\d+)-(\d*)-[0-9a-f]{8}\.draft$/.exec(name)
    if (!match || isAlive({ pid: Number(match[1]), startedAt: match[2] ?? '' })) continue
    await rm(join(folder, name), { force: true })
  }
}

async function stopRecorded(file: string): Promise<void> {
  const recorded = await readRecord(file)
  // Sin instante de arranque no hay certeza de que ese pid sea aún el nuestro.
  if (recorded === undefined || recorded.startedAt === '') return
  for (const signal of [recorded.stopWith, 'SIGKILL'] as const) {
    for (let turn = 0; turn < 100 && isAlive(recorded); turn++) {
      if (turn === 0) send(recorded.pid, signal)
      await wait(20)
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function readRecord(file: string): Promise<Recorded | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Recorded
  } catch {
    return undefined // el guardián murió antes de lanzar nada
  }
}

async function isOurs(path: string): Promise<boolean> {
  try {
    const found = await lstat(path)
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
  } catch {
    return false // otro barrido se nos adelantó
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return [] // la carpeta no existe o no se deja leer: nada que barrer
  }
}
