import type { ManagedProvider } from './choose.ts'
import type { ServiceName } from './config.ts'
import { EnvironmentError } from './environment-error.ts'
import type { Remedy } from './environment-error.ts'
import type { GuardRequest } from './guard-protocol.ts'
import type { ProvidedServer, StartProvider } from './provided-server.ts'
import type { ServiceFacts, SkippedProvider } from './running-service.ts'
import { cannotPrepare } from './service-trouble.ts'
import { demandChosenFolder } from './temp-folder.ts'

type Started = AsyncDisposable & {
  readonly facts: ServiceFacts
  readonly died: ProvidedServer['died']
}

/** Prueba los proveedores en orden; el primero que arranca se queda. */
export async function startFirstAvailable(
  request: GuardRequest,
  signal: AbortSignal,
): Promise<Started> {
  const { service, candidates } = request
  const skipped: SkippedProvider[] = []
  const remedies: Remedy[] = []
  let failure: EnvironmentError | undefined
  await demandChosenFolder(service, request.config.tempRoot)

  for (const provider of candidates) {
    try {
      const start = await loadProvider(service, provider)
      const result = await start(request, signal)
      if (result.kind === 'server') {
        const { url, version, label } = result
        return {
          facts: { service, provider, url, version, label, skipped },
          died: result.died,
          [Symbol.asyncDispose]: () => result[Symbol.asyncDispose](),
        }
      }
      skipped.push({ provider, why: result.why })
      remedies.push(...result.remedies)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof EnvironmentError)) throw error
      failure ??= error
      skipped.push({ provider, why: error.why })
    }
  }

  // Lo que está y falla explica más que lo que no está.
  if (failure !== undefined) throw failure
  throw cannotPrepare(service, skipped.map(({ why }) => why).join('\n'), remedies)
}

/** Cada proveedor se importa solo si se elige: Testcontainers tarda medio segundo en cargar. */
async function loadProvider(
  service: ServiceName,
  provider: ManagedProvider,
): Promise<StartProvider> {
  switch (`${service}/${provider}` as const) {
    case 'redis/native':
      return (await import('./providers/native-redis.ts')).startNativeRedis
    case 'redis/embedded':
      return (await import('./providers/embedded-redis.ts')).startEmbeddedRedis
    case 'redis/docker':
      return (await import('./providers/docker.ts')).startDockerRedis
    case 'postgres/docker':
      return (await import('./providers/docker.ts')).startDockerPostgres
    case 'postgres/native':
    case 'postgres/embedded':
      return (await import('./providers/embedded-postgres.ts')).startEmbeddedPostgres
  }
}
