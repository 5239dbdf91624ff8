/*---
replaces: gateway.ts
title: 'Un send que lanza corta el bucle'
seen: 'Un cliente con problemas deja sin avisos a todos los que se conectaron después que él.'
rejected-by:
  - step: 4
    test: 'un cliente al que no se puede enviar no deja sin mensaje a los demás'
    says: 'no la recibió: ana'
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
      client.send(text)
    }
  }

  const subscriber = await startSubscriber({
    ...settings,
    handlers: { ...handlers, presence: forward },
  })
  const redis = connect()
  redis.on('error', onError)

  admitClients(sockets, server, identify, (client, userId) => {
    client.on('error', onError)
    broadcastUserOnline({ redis, prefix }, userId).catch(onError)
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
