import { readServicesConfig } from '../services/config.ts'
import { tempRootOf } from '../services/temp-folder.ts'
import { checkDocker, readDockerVersion } from './docker-check.ts'
import type { Finding } from './finding.ts'
import { courseFolder, modulesFolder, temporaryFolder } from './folders.ts'
import { checkFolder } from './folder-check.ts'
import { checkInstall } from './install-check.ts'
import { checkNode, readNodeFacts } from './node-check.ts'
import { checkNpm, readNpmVersion } from './npm-check.ts'
import { checkPath } from './path-check.ts'
import { checkPorts } from './ports-check.ts'
import { checkService, type StartForCheck } from './service-check.ts'

export type Machine = {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nodeVersion: string
  readonly platform: NodeJS.Platform
  readonly startService: StartForCheck
}

/** Mira todo a la vez y lo entrega en el orden en que se lee, según va estando. */
export async function* diagnose(machine: Machine): AsyncGenerator<Finding> {
  const checks = startChecks(machine)
  // Quien lee puede irse antes del final; una comprobación que falle ya sin nadie no es noticia.
  for (const check of checks) check.catch(() => undefined)
  for (const check of checks) {
    const finding = await check
    if (finding !== undefined) yield finding
  }
}

function startChecks(machine: Machine): readonly Promise<Finding | undefined>[] {
  const { root, env, nodeVersion, platform, startService } = machine
  const temporary = tempRootOf(readServicesConfig(env).tempRoot)
  const postgres = checkService('postgres', startService)
  return [
    readNodeFacts(env, nodeVersion).then(checkNode),
    readNpmVersion(env).then(checkNpm),
    checkInstall(root),
    postgres,
    // Uno detrás de otro: a la vez se estorban, y el tiempo que se enseña no sería el suyo.
    postgres.then(
      () => checkService('redis', startService),
      () => checkService('redis', startService),
    ),
    checkPorts(),
    readDockerVersion(env).then(checkDocker),
    checkFolder(courseFolder(root, platform)),
    checkFolder(temporaryFolder(temporary, platform)),
    onlyTrouble(checkFolder(modulesFolder(root, platform))),
    Promise.resolve(checkPath(root, platform)),
  ]
}

/** Lo que solo es noticia si falla. */
async function onlyTrouble(check: Promise<Finding>): Promise<Finding | undefined> {
  const finding = await check
  return finding.state === 'trouble' ? finding : undefined
}
