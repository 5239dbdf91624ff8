import { EnvironmentError } from '@taller/workbench/testing'
import { Redis, type RedisOptions } from 'ioredis'

import type { RedisAddress } from '../src/redis-url.ts'

/** Si Redis no contesta, lo que falle después no es de quien aprende: se dice y ya está. */
export async function requireRedis(connection: RedisAddress): Promise<void> {
  const redis = new Redis({ ...connection, ...failFast, lazyConnect: true })
  redis.on('error', () => {}) // lo cuenta connect()
  try {
    await redis.connect()
    await redis.ping()
  } catch (cause) {
    throw redisLost(cause)
  } finally {
    redis.disconnect()
  }
}

/** Para las conexiones de los propios tests: un corte se sabe al momento, sin reintentos. */
export const failFast = {
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: true,
} as const satisfies RedisOptions

export function redisLost(cause: unknown): EnvironmentError {
  return new EnvironmentError(
    {
      what: 'Redis ha dejado de contestar',
      why: `Los tests preguntaban por la cola y la conexión se cortó: ${String(cause)}`,
      remedies: [{ text: 'Diagnóstico completo', command: 'npm run doctor' }],
    },
    { cause },
  )
}
