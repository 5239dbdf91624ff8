import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo, Socket } from 'node:net'
import { resolve } from 'node:path'

import type { StartProvider } from '../provided-server.ts'

/**
 * js-redis-server habla el protocolo de verdad pero no es Redis: por eso se anuncia como
 * «compatible». Vive en el proceso del guardián, así que un worker bloqueado no lo bloquea.
 */
export const startEmbeddedRedis: StartProvider = async () => {
  const { createRedisCommandExecutor, RedisServerState, resolveCompatibilityProfile, Resp2Server } =
    await import('js-redis-server/core')
  const version = await readVersion()
  const compatibility = resolveCompatibilityProfile('redis-7.0')
  const { server } = new Resp2Server({
    server: new RedisServerState({ databaseCount: 16, compatibility }),
    executor: createRedisCommandExecutor({ compatibility }),
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  // Su propio listen() escucha en todas las interfaces; este, solo en la de casa.
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    kind: 'server',
    url: `redis://127.0.0.1:${port}`,
    version,
    label: `compatible con Redis (js-redis-server ${version})`,
    died: new Promise(() => {}), // comparte proceso con el guardián: si muere, mueren los dos
    async [Symbol.asyncDispose]() {
      server.close()
      // close() espera a que los clientes se vayan; un cliente olvidado no puede retenernos.
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** Su package.json no está entre lo que exporta, así que se lee al lado del punto de entrada. */
async function readVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('js-redis-server')
  const manifest = JSON.parse(await readFile(resolve(entry, '../../package.json'), 'utf8')) as {
    version: string
  }
  return manifest.version
}
