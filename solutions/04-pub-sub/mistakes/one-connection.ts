/*---
replaces: gateway.ts
title: 'La misma conexión para escuchar y para publicar'
seen: 'El día que Redis habla RESP2, publicar falla con «Connection in subscriber mode»; y hasta entonces, una respuesta larga retrasa los avisos.'
rejected-by:
  - step: 4
    test: 'escucha por una conexión y publica por otra'
    says: 'había pedido 1 conexión'
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

  const redis = connect()
  const subscriber = await startSubscriber({
    ...settings,
    connect: () => redis,
    handlers: { ...handlers, presence: forward },
  })

  admitClients(sockets, server, identify, (client, userId) => {
    client.on('error', onError)
    broadcastUserOnline({ redis, prefix }, userId).catch(onError)
  })

  return {
    async stop() {
      await subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}
