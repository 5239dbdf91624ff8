import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Un pid no basta para reconocer un proceso: el sistema los reutiliza. El pid con su
 * instante de arranque, sí. En Windows no se consulta (costaría medio segundo de PowerShell).
 */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startOf(pid) ?? '' }
}

/** Ante la duda, vivo: barrer de menos ensucia, barrer de más destruye. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: existe y es de otra persona. Solo ESRCH dice que ya no está.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const current = startOf(pid)
  if (current === undefined) return process.platform !== 'linux'
  return startedAt === '' || current === startedAt
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startOnLinux(pid)
  if (process.platform === 'win32') return undefined
  try {
    const printed = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return String(Date.parse(`${printed.trim()} UTC`) / 1000)
  } catch {
    return undefined // ps termina con error cuando el proceso ya no existe
  }
}

function startOnLinux(pid: number): string | undefined {
  try {
    // El segundo campo es el nombre entre paréntesis y puede llevar espacios: se corta tras él.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state] = fields
    return state === 'Z' || state === 'X' ? undefined : fields[19]
  } catch {
    return undefined // el proceso terminó entre una consulta y otra
  }
}
