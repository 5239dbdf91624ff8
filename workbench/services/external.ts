import type { ServiceName, ServicesConfig } from './config.ts'
import type { EnvironmentError } from './environment-error.ts'
import { letUsStartIt, parseExternalUrl } from './external-url.ts'
import type { ExternalUrl } from './external-url.ts'
import type { RunningService } from './running-service.ts'
import { cannotPrepare, displayNames, stoppedWorking } from './service-trouble.ts'

/** Una conexión abierta y comprobada con el servidor de la persona. */
export interface ExternalConnection extends AsyncDisposable {
  readonly version: string
  /** Se cumple cuando la conexión se corta. */
  readonly closed: Promise<void>
}

/** Rechaza con `ExternalRefusalError` cuando sabe decir por qué; lo demás es «no responde». */
export type OpenExternal = (url: string, signal: AbortSignal) => Promise<ExternalConnection>

/** El servidor contestó que no, o ni contestó: `reason` lo dice sin repetir credenciales. */
export class ExternalRefusalError extends Error {
  override readonly name = 'ExternalRefusalError'
  readonly code = 'EXTERNAL_REFUSAL'
}

const patienceMs = 3_000

/** El servidor que la persona nombró. Solo se mira: nada se vacía, se borra ni se cambia. */
export async function startExternal(
  service: ServiceName,
  raw: string | undefined,
  { allowRemote }: ServicesConfig,
): Promise<RunningService> {
  const target = parseExternalUrl(service, raw, allowRemote)
  const open = await loadOpener(service)
  let connection = await connect(service, target, open)

  const { promise: died, resolve: die } = Promise.withResolvers<EnvironmentError>()
  const released = new AbortController()
  const watch = async () => {
    while (!released.signal.aborted) {
      await connection.closed
      if (released.signal.aborted) return
      try {
        // Un servidor puede cortar una conexión ociosa: solo si no admite otra, ha muerto.
        connection = await connect(service, target, open)
      } catch {
        die(stoppedWorking(service, `El servidor de ${target.place} dejó de atender.`))
        return
      }
    }
  }
  void watch()

  return {
    service,
    provider: 'external',
    url: target.url,
    version: connection.version,
    label: `${displayNames[service]} ${connection.version} en ${target.place}`,
    skipped: [],
    died,
    async [Symbol.asyncDispose]() {
      released.abort()
      await connection[Symbol.asyncDispose]()
    },
  }
}

async function connect(
  service: ServiceName,
  { url, place }: ExternalUrl,
  open: OpenExternal,
): Promise<ExternalConnection> {
  try {
    return await open(url, AbortSignal.timeout(patienceMs))
  } catch (error) {
    // El error del cliente no viaja como causa: lleva dentro lo que envió, contraseña incluida.
    const reason =
      error instanceof ExternalRefusalError
        ? error.message
        : (error as Error).name === 'TimeoutError'
          ? `acepta conexiones pero no contestó en ${patienceMs / 1000} segundos`
          : `no responde (${(error as NodeJS.ErrnoException).code ?? 'conexión cortada'})`
    throw cannotPrepare(service, `El servidor de ${place} ${reason}.`, [letUsStartIt(service)])
  }
}

async function loadOpener(service: ServiceName): Promise<OpenExternal> {
  return service === 'redis'
    ? (await import('./external-redis.ts')).openExternalRedis
    : (await import('./external-postgres.ts')).openExternalPostgres
}
