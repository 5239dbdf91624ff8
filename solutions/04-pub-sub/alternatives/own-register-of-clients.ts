/*---
replaces: gateway.ts
title: 'Un registro propio de clientes y Promise.allSettled'
why: 'Un Map dice además quién es cada uno, que hace falta para escribir solo a uno. Enviar con «callback» permite esperar, y allSettled mira cada resultado sin que uno corte a los demás.'
---*/
import type { Redis } from 'ioredis'
import { WebSocket } from 'ws'

import type { Gateway, GatewaySettings } from '../src/ports.ts'
import { broadcastUserOnline } from '../src/presence.ts'
import { startSubscriber } from '../src/subscriber.ts'
import { admitClients, createWebSockets } from '../src/web-sockets.ts'

export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { server, connect, prefix, identify, onError } = settings
  const users = new Map<WebSocket, string>()

  const subscriber = await startSubscriber({
    ...settings,
    handlers: {
      ...settings.handlers,
      async presence(message) {
        const text = JSON.stringify(message)
        const open = [...users.keys()].filter((client) => client.readyState === WebSocket.OPEN)
        const results = await Promise.allSettled(open.map((client) => send(client, text)))
        for (const result of results) if (result.status === 'rejected') onError(result.reason)
      },
    },
  })

  const publisher = { redis: connect().on('error', onError), prefix }
  const sockets = createWebSockets()
  admitClients(sockets, server, identify, async (client, userId) => {
    users.set(client, userId)
    client.on('close', () => users.delete(client)).on('error', onError)
    try {
      await broadcastUserOnline(publisher, userId)
    } catch (error) {
      onError(error)
    }
  })

  let stopping: Promise<unknown> | undefined
  const stopAll = () =>
    Promise.all([
      subscriber.stop(),
      closeNow(publisher.redis),
      new Promise((resolve) => {
        sockets.close(resolve)
        for (const client of users.keys()) client.terminate()
      }),
    ])
  return {
    async stop() {
      await (stopping ??= stopAll())
    },
  }
}

/** Con `quit()`, Redis contesta lo que esté en curso. Si no está, o se va sin contestar, se corta y ya. */
async function closeNow(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => {})
  redis.disconnect()
}

/** Lo que `send` lance al llamarlo también rechaza: está dentro de la promesa. */
function send(client: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.send(text, (error) => (error ? reject(error) : resolve()))
  })
}
