import { connect } from 'node:net'

import { Redis } from 'ioredis'
import { Client } from 'pg'

export async function openClient(url: string): Promise<AsyncDisposable & { pg: Client }> {
  const pg = new Client(url)
  await pg.connect()
  return { pg, [Symbol.asyncDispose]: () => pg.end() }
}

export function openRedis(url: string): Disposable & { client: Redis } {
  const client = new Redis(url, { retryStrategy: () => null })
  return { client, [Symbol.dispose]: () => client.disconnect() }
}

export function accepts(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port, timeout: 2_000 })
  const settle = (answer: boolean) => () => {
    socket.destroy()
    resolve(answer)
  }
  socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  return promise
}
