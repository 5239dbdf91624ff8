import { setTimeout as wait } from 'node:timers/promises'

import type { ServiceName } from '../config.ts'
import { askDocker } from '../docker-engine.ts'
import type { GuardRequest } from '../guard-protocol.ts'
import type { MissingProvider, ProvidedServer, StartProvider } from '../provided-server.ts'
import { cannotPrepare, displayNames } from '../service-trouble.ts'
import type { ContainerPlan } from './container.ts'

const withoutDocker = {
  redis: { text: 'Usa el embebido', command: 'TALLER_SERVICES=redis=embedded npm test' },
  postgres: { text: 'Usa el embebido', command: 'TALLER_SERVICES=postgres=embedded npm test' },
} as const

export const startDockerRedis: StartProvider = (request, signal) =>
  startInDocker(request, signal, {
    port: 6379,
    // Sin modo protegido porque el puerto llega de fuera del contenedor; aun así solo se
    // publica en 127.0.0.1.
    command: 'redis-server --appendonly no --hz 100 --protected-mode no --save'
      .split(' ')
      .concat(''),
    environment: {},
    ready: /Ready to accept connections/,
    times: 1,
    url: (port) => `redis://127.0.0.1:${port}`,
  })

export const startDockerPostgres: StartProvider = (request, signal) => {
  const password = crypto.randomUUID()
  // Los mismos que el embebido, y por lo mismo.
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'random_page_cost=1.1',
  ]
  return startInDocker(request, signal, {
    port: 5432,
    command: ['postgres', ...settings.flatMap((setting) => ['-c', setting])],
    environment: { POSTGRES_PASSWORD: password, TZ: 'UTC' },
    ready: /database system is ready to accept connections/,
    // La imagen arranca un servidor provisional para inicializarse y después el de verdad.
    times: 2,
    url: (port) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
  })
}

async function startInDocker(
  request: GuardRequest,
  signal: AbortSignal,
  plan: ContainerPlan,
): Promise<ProvidedServer | MissingProvider> {
  const { service } = request
  const image = request.config.images[service]
  const missing = await whyNot(request, image)
  if (missing) return missing
  signal.throwIfAborted()

  // Testcontainers tarda medio segundo en cargarse: solo cuando ya se sabe que hace falta.
  const { removeContainersOf, startContainer, sweepContainers } = await import('./container.ts')
  const starting = sweepContainers().then(() => startContainer(image, plan))
  try {
    const container = await Promise.race([starting, rejectOnAbort(signal)])
    const url = plan.url(container.port)
    const version = await askVersion(service, url)
    return {
      kind: 'server',
      url,
      version,
      label: `${displayNames[service]} ${version} en Docker (${image})`,
      died: container.died,
      [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
    }
  } catch (error) {
    // Testcontainers no se deja interrumpir: se le da un plazo y se retira lo que haya creado.
    await Promise.race([starting.catch(() => {}), wait(10_000, undefined, { ref: false })])
    await removeContainersOf(process.pid).catch(() => {}) // sin motor no hay nada que retirar
    throw explain(service, image, error)
  }
}

/** Elegido a solas, Docker debe tener ya la imagen: nadie espera una descarga que no pidió. */
async function whyNot(
  { service, config, forced }: GuardRequest,
  image: string,
): Promise<MissingProvider | undefined> {
  if (forced) return undefined
  const answer = await askDocker(image, config.dockerHost)
  if (answer === 'ready') return undefined
  return answer === 'no-engine'
    ? { kind: 'missing', why: 'Docker no responde.', remedies: [withoutDocker[service]] }
    : {
        kind: 'missing',
        why: `Docker responde, pero no tiene la imagen ${image}.`,
        remedies: [{ text: 'Descárgala', command: `docker pull ${image}` }],
      }
}

/** Además de dar la versión, comprueba que se le puede hablar desde fuera del contenedor. */
async function askVersion(service: ServiceName, url: string): Promise<string> {
  const open =
    service === 'redis'
      ? (await import('../external-redis.ts')).openExternalRedis
      : (await import('../external-postgres.ts')).openExternalPostgres
  await using connection = await open(url, AbortSignal.timeout(10_000))
  return connection.version
}

function explain(service: ServiceName, image: string, error: unknown): Error {
  const message = (error as Error).message
  const why = /container runtime strategy/.test(message)
    ? 'Docker no responde.'
    : `Docker no pudo arrancar ${image}: ${message}`
  return cannotPrepare(service, why, [
    { text: 'Descarga la imagen', command: `docker pull ${image}` },
    withoutDocker[service],
  ])
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  if (signal.aborted) reject(signal.reason as Error)
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  return promise
}
