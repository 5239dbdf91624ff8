import { resolve } from 'node:path'

import { chooseProvider } from './choose.ts'
import { readServicesConfig } from './config.ts'
import type { Environment, ServiceName } from './config.ts'
import { startExternal } from './external.ts'
import { startGuarded } from './guarded.ts'
import type { RunningService } from './running-service.ts'

export type StartOptions = {
  readonly env?: Environment
  /** Donde se guarda lo que ahorra tiempo la próxima vez. */
  readonly cacheFolder?: string
  readonly signal?: AbortSignal
}

/** Un Redis listo para usar: el de la persona, el de la máquina, el de Docker o el embebido. */
export function startRedis(options?: StartOptions): Promise<RunningService> {
  return startService('redis', options)
}

/** Un PostgreSQL listo para usar: el de la persona, el embebido o el de Docker. */
export function startPostgres(options?: StartOptions): Promise<RunningService> {
  return startService('postgres', options)
}

export async function startService(
  service: ServiceName,
  { env = process.env, cacheFolder = projectCache(), signal }: StartOptions = {},
): Promise<RunningService> {
  const config = readServicesConfig(env)
  const choice = chooseProvider(service, config)
  if (choice.kind === 'external') return startExternal(service, choice.url, config)

  const { candidates, forced } = choice
  const { images, dockerHost, tempRoot, searchPath, searchExtensions } = config
  return startGuarded(
    {
      service,
      candidates,
      forced,
      cacheFolder,
      config: { images, dockerHost, tempRoot, searchPath, searchExtensions },
    },
    env,
    signal,
  )
}

function projectCache(): string {
  return resolve(import.meta.dirname, '../../.taller/cache')
}
