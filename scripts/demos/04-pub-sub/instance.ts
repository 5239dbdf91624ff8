import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

import { Redis } from 'ioredis'

import type * as GatewayModule from '../../../solutions/04-pub-sub/src/gateway.ts'
import type * as PageServer from '../../../solutions/04-pub-sub/src/page-server.ts'
import type { InvalidMessage } from '../../../solutions/04-pub-sub/src/ports.ts'
import type { World } from '../../../workbench/trace/scenario.ts'
import { redisOptions } from '../parts/redis-options.ts'

export type Instance = {
  readonly origin: string
  readonly invalid: readonly InvalidMessage[]
  /** Las notificaciones que le han llegado: por ellas se sabe que ya trató lo anterior. */
  readonly notified: readonly string[]
}

/** Una instancia de la tienda: su servidor, y la pasarela de la lección con conexiones a `redisUrl`. */
export async function openInstance(world: World, redisUrl = world.redisUrl): Promise<Instance> {
  const { resources, prefix } = world
  const { startPageServer } = await world.load<typeof PageServer>('page-server.ts')
  const { startGateway } = await world.load<typeof GatewayModule>('gateway.ts')
  const { server, origin } = await startPageServer()
  const connections: Redis[] = []
  const invalid: InvalidMessage[] = []
  const notified: string[] = []
  resources.defer(() => {
    for (const redis of connections) redis.disconnect()
    server.closeAllConnections()
    server.close()
  })

  const gateway = await startGateway({
    server,
    prefix,
    connect: () => {
      const redis = new Redis(redisUrl, redisOptions(world))
      redis.on('error', () => {}) // quien olvide escucharlo se entera en los tests, no aquí
      connections.push(redis)
      return redis
    },
    identify: userOf,
    handlers: { notifications: ({ text }) => void notified.push(text), system: () => {} },
    onInvalid: (message) => void invalid.push(message),
    onError: () => {},
  })
  // Con Redis muerto no acabaría nunca: pasado un momento, se corta lo que quede.
  const expired = new AbortController()
  const late = () => pause(500, undefined, { signal: expired.signal }).catch(() => {})
  resources.defer(() => Promise.race([gateway.stop(), late()]).finally(() => expired.abort()))
  return { origin, invalid, notified }
}

export function userOf({ url = '' }: IncomingMessage): string | undefined {
  return new URL(url, 'http://localhost').searchParams.get('user') ?? undefined
}
