import { readServicesConfig } from '../services/config.ts'
import { findOnPath } from '../services/find-on-path.ts'
import { askProgram } from './ask-program.ts'
import { fine, optional, type Finding } from './finding.ts'

type Env = Readonly<Record<string, string | undefined>>

export async function readNpmVersion(env: Env): Promise<string | undefined> {
  // npm se presenta a lo que ejecuta, y preguntárselo otra vez costaría medio segundo.
  const [, introduced] = /^npm\/(\S+)/.exec(env['npm_config_user_agent'] ?? '') ?? []
  if (introduced !== undefined) return introduced
  const file = await findOnPath(['npm'], readServicesConfig(env))
  return file && askProgram(file, ['--version'], { timeoutMs: 10_000 })
}

export function checkNpm(version: string | undefined): Finding {
  return version === undefined
    ? optional('npm', 'npm', 'no se encuentra · hará falta para instalar o actualizar')
    : fine('npm', 'npm', version)
}
