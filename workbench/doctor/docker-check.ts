import { readServicesConfig } from '../services/config.ts'
import { findOnPath } from '../services/find-on-path.ts'
import { askProgram } from './ask-program.ts'
import { fine, optional, type Finding } from './finding.ts'

export async function readDockerVersion(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const file = await findOnPath(['docker'], readServicesConfig(env))
  const args = ['version', '--format', '{{.Server.Version}}']
  return file && askProgram(file, args, { timeoutMs: 3_000 })
}

export function checkDocker(version: string | undefined): Finding {
  return version === undefined
    ? optional('docker', 'Docker', 'no responde · no hace falta')
    : fine('docker', 'Docker', `${version} · no hace falta`)
}
