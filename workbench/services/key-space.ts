import { randomBytes } from 'node:crypto'

import { Redis } from 'ioredis'

export type KeySpace = AsyncDisposable & { readonly url: string; readonly prefix: string }

/**
 * Un prefijo único para claves y canales. Se usa como `${prefix}:lo-que-sea`. Al soltarlo se
 * borran las claves que lo llevan y ninguna otra: el servidor puede ser de la persona.
 */
export async function createKeySpace(url: string): Promise<KeySpace> {
  const prefix = `taller:${randomBytes(8).toString('hex')}`
  let emptied = false
  return {
    url,
    prefix,
    async [Symbol.asyncDispose]() {
      if (emptied) return
      emptied = true
      await deleteKeys(url, `${prefix}:*`)
    },
  }
}

async function deleteKeys(url: string, pattern: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {}) // lo cuenta connect()
  try {
    await redis.connect()
    let cursor = '0'
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 500)
      if (keys.length > 0) await redis.del(...keys)
      cursor = next
    } while (cursor !== '0')
  } finally {
    redis.disconnect()
  }
}
