import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export type SystemUser = { readonly uid: number; readonly gid: number }

/**
 * PostgreSQL se niega a correr como root. Se usa «nobody», que existe en todas partes: crear
 * un usuario dejaría un rastro en la máquina de otra persona.
 */
export function findUnprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  return readNobody() ?? { uid: askId('-u'), gid: askId('-g') }
}

/** Casi siempre está en este archivo, y leerlo ahorra lanzar dos procesos. */
function readNobody(): SystemUser | undefined {
  if (process.platform !== 'linux') return undefined
  const match = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return match ? { uid: Number(match[1]), gid: Number(match[2]) } : undefined
}

function askId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim())
}

/** Si un usuario cualquiera puede llegar hasta la carpeta: todas las de encima se dejan atravesar. */
export async function isReachableByAnyone(folder: string): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const { mode } = await stat(current)
    if ((mode & 0o001) === 0) return false
    if (dirname(current) === current) return true
  }
}
