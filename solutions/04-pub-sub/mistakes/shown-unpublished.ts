/*---
replaces: gateway.ts
title: 'Enseñar la llegada aunque no se haya publicado y callar el eco'
seen: 'Con Redis caído, cada instancia enseña una tienda distinta.'
rejected-by:
  - step: 5
    test: 'una llegada que no se pudo publicar no se ve en ninguna instancia'
    says: 'en su instancia se vio'
---*/
import { WebSocket } from 'ws'

import type { Messages } from '../src/messages.ts'
import type { Gateway, GatewaySettings } from '../src/ports.ts'
import { broadcastUserOnline } from '../src/presence.ts'
import { startSubscriber } from '../src/subscriber.ts'
import { admitClients, createWebSockets } from '../src/web-sockets.ts'

export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { server, connect, prefix, identify, handlers, onError } = settings
  const sockets = createWebSockets()

  function forward(message: Messages['presence']): void {
    const text = JSON.stringify(message)
    for (const client of sockets.clients) {
      if (client.readyState !== WebSocket.OPEN) continue
      try {
        client.send(text)
      } catch (error) {
        onError(error)
      }
    }
  }

  const own = new Set<string>()
  function forwardOthers(message: Messages['presence']): void {
    if (!own.delete(message.userId)) forward(message)
  }

  const subscriber = await startSubscriber({
    ...settings,
    handlers: { ...handlers, presence: forwardOthers },
  })
  const redis = connect()
  redis.on('error', onError)

  admitClients(sockets, server, identify, (client, userId) => {
    client.on('error', onError)
    own.add(userId)
    broadcastUserOnline({ redis, prefix }, userId)
      .catch(onError)
      .finally(() => forward({ type: 'online', userId }))
  })

  return {
    async stop() {
      await subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      redis.disconnect()
    },
  }
}
