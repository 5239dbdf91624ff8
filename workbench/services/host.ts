import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'

import { readServicesConfig, serviceNames } from './config.ts'
import type { ServiceName } from './config.ts'
import { DatabaseStock } from './database-stock.ts'
import type { EnvironmentError } from './environment-error.ts'
import { isEnvironmentTrouble } from './environment-error.ts'
import type { HostReply, HostRequest } from './host-client.ts'
import type { RunningService } from './running-service.ts'
import { cannotPrepare } from './service-trouble.ts'
import { startService } from './start.ts'
import type { StartOptions } from './start.ts'

export interface ServiceHost extends AsyncDisposable {
  /** Se pasa a los workers; incluye un secreto, así que solo entra quien lo recibió. */
  readonly address: string
  /** Empieza a arrancarlo ya; si falla, lo contará a quien lo pida. */
  prewarm(service: ServiceName): void
  /** Avisa de cada servidor que muere antes de tiempo. */
  onDied(listener: (error: EnvironmentError) => void): Disposable
  /** Olvida los fallos y las muertes: la próxima petición arranca de nuevo. */
  retryFailed(): void
}

export type OpenHostOptions = StartOptions & {
  readonly start?: (service: ServiceName, options: StartOptions) => Promise<RunningService>
}

/**
 * Arranca cada servicio una vez, cuando el primero lo pide, y lo comparte entre los procesos
 * de una misma ejecución. Atiende por TCP y no por un socket con nombre, que tras un kill -9
 * se quedaría en el disco.
 */
export async function openServiceHost({
  start = startService,
  ...options
}: OpenHostOptions = {}): Promise<ServiceHost> {
  readServicesConfig(options.env ?? process.env) // una palabra equivocada se dice ya, no al usarla
  await using acquired = new AsyncDisposableStack()
  const listeners = new Set<(error: EnvironmentError) => void>()
  const starting = new Map<ServiceName, Promise<RunningService>>()
  const failed = new Set<ServiceName>()
  const closing = new AbortController()
  const signal = AbortSignal.any([closing.signal, ...(options.signal ? [options.signal] : [])])

  const ensure = (service: ServiceName): Promise<RunningService> => {
    const known = starting.get(service)
    if (known) return known
    const started = start(service, { ...options, signal })
    starting.set(service, started)
    started.then(
      async ({ died }) => {
        const error = await died
        // Quien lo pida ahora recibe la muerte, no una dirección donde no hay nadie.
        starting.set(service, rejected(error))
        failed.add(service)
        for (const tell of listeners) tell(error)
      },
      () => failed.add(service),
    )
    return started
  }

  const everStarted = new Set<Promise<RunningService>>()
  const request = (service: ServiceName) => {
    const running = ensure(service)
    everStarted.add(running)
    return running
  }
  acquired.defer(async () => {
    closing.abort(new Error('El anfitrión de servicios se está cerrando.'))
    for (const result of await Promise.allSettled(everStarted)) {
      if (result.status === 'fulfilled') await result.value[Symbol.asyncDispose]()
    }
  })

  // Se suelta antes que los servidores, que es lo último.
  const databases = acquired.use(new DatabaseStock(() => request('postgres')))

  const secret = randomBytes(24).toString('hex')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // el worker se fue a mitad: nadie espera la respuesta
    socket.once('close', () => sockets.delete(socket))
    createInterface({ input: socket }).once('line', async (line) => {
      socket.end(await answer(line, secret, { request, databases }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  acquired.defer(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })

  const owned = acquired.move()
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`,
    prewarm: (service) => void request(service).catch(() => {}), // se contará al pedirlo
    onDied(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
    retryFailed() {
      for (const service of failed) starting.delete(service)
      failed.clear()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

type Providers = {
  readonly request: (service: ServiceName) => Promise<RunningService>
  readonly databases: DatabaseStock
}

async function answer(line: string, secret: string, providers: Providers): Promise<string> {
  const asked = parseRequest(line, secret)
  if (asked === undefined) return '' // no es de los nuestros: se cuelga sin explicar nada
  const service = 'service' in asked ? asked.service : 'postgres'
  try {
    return encode(await grant(asked, providers))
  } catch (error) {
    const trouble = isEnvironmentTrouble(error)
      ? error
      : cannotPrepare(service, (error as Error).message)
    return encode({ error: trouble })
  }
}

async function grant(asked: HostRequest, { request, databases }: Providers): Promise<HostReply> {
  if ('service' in asked) {
    const { service, provider, url, version, label, skipped } = await request(asked.service)
    return { facts: { service, provider, url, version, label, skipped } }
  }
  if (asked.database === 'new') {
    const { name, url } = await databases.take()
    return { database: { name, url } }
  }
  databases.giveBack(asked.name)
  return { done: true }
}

const encode = (reply: HostReply): string => JSON.stringify(reply)

function parseRequest(line: string, secret: string): HostRequest | undefined {
  try {
    const sent = JSON.parse(line) as Record<string, unknown>
    const [ours, theirs] = [Buffer.from(secret), Buffer.from(String(sent['secret']))]
    if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) return undefined
    if (sent['database'] === 'new') return { database: 'new' }
    if (sent['database'] === 'drop') return { database: 'drop', name: String(sent['name']) }
    const service = serviceNames.find((name) => name === sent['service'])
    return service === undefined ? undefined : { service }
  } catch {
    return undefined // ni siquiera era JSON
  }
}

/** Una promesa ya rechazada que puede esperar a que alguien la mire. */
function rejected(trouble: EnvironmentError): Promise<never> {
  const promise = Promise.reject<never>(trouble)
  promise.catch(() => {})
  return promise
}
