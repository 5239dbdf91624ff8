import { once } from 'node:events'

import { Redis } from 'ioredis'

import { ExternalRefusalError } from './external.ts'
import type { OpenExternal } from './external.ts'

export const openExternalRedis: OpenExternal = async (url, signal) => {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
    connectionName: 'taller',
  })
  const { promise: abandoned, reject: abandon } = Promise.withResolvers<never>()
  const closed = once(redis, 'end').then(() => {})
  closed.catch(() => {}) // un «error» antes del fin: lo cuenta la espera de abajo
  let cause: unknown
  redis.on('error', (error: unknown) => (cause ??= error))
  signal.addEventListener('abort', () => abandon(signal.reason as Error), { once: true })

  try {
    const info = await Promise.race([ask(redis), abandoned])
    // Una vigilancia no puede retener al programa que la pidió.
    redis.stream.unref()
    return {
      version: /^(?:redis|valkey)_version:(\S+)/m.exec(info)?.[1] ?? 'de versión desconocida',
      closed,
      async [Symbol.asyncDispose]() {
        redis.disconnect()
      },
    }
  } catch (error) {
    redis.disconnect()
    throw explain(cause ?? error)
  }
}

async function ask(redis: Redis): Promise<string> {
  await redis.connect()
  await redis.ping()
  return await redis.info('server')
}

function explain(error: unknown): unknown {
  const message = (error as Error).message
  if (/WRONGPASS|invalid username-password|invalid password/i.test(message)) {
    return new ExternalRefusalError('rechaza el usuario o la contraseña')
  }
  if (/NOAUTH/.test(message))
    return new ExternalRefusalError('pide una contraseña y la URL no la lleva')
  if (/NOPERM/.test(message)) return new ExternalRefusalError('no da permiso a ese usuario')
  if (/Protocol error|Parser/i.test(message)) {
    return new ExternalRefusalError('contesta, pero no es un Redis')
  }
  return error
}
