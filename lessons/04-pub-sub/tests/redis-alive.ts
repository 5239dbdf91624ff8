import { EnvironmentError } from '@taller/workbench/testing'
import { Redis, type RedisOptions } from 'ioredis'

/** Para las conexiones de los propios tests: un corte se sabe al momento, sin reintentos. */
const failFast = {
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
} as const satisfies RedisOptions

/**
 * Una conexión que ya ha contestado. Si Redis no lo hace, lo que falle después no es de quien
 * aprende: se dice y ya está.
 */
export async function openProbe(url: string): Promise<Redis> {
  const redis = new Redis(url, { ...failFast, lazyConnect: true })
  redis.on('error', () => {}) // lo cuenta la pregunta que estuviera en curso
  try {
    await redis.connect()
    await redis.ping()
    return redis
  } catch (cause) {
    redis.disconnect()
    throw redisLost(cause)
  }
}

/** Lo que pregunta el test; si no hay respuesta, es cosa del entorno y no de quien aprende. */
export async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof EnvironmentError ? error : redisLost(error)
  }
}

function redisLost(cause: unknown): EnvironmentError {
  return new EnvironmentError(
    {
      what: 'Redis ha dejado de contestar',
      why: `Los tests hablaban con él y la conexión se cortó: ${String(cause)}`,
      remedies: [{ text: 'Diagnóstico completo', command: 'npm run doctor' }],
    },
    { cause },
  )
}
