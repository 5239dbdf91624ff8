/*---
replaces: gateway.ts
title: 'Recordar que se paró, y no esperar'
seen: 'Llega la señal otra vez, la segunda llamada se cumple al momento, y el proceso se apaga con todo a medias.'
rejected-by:
  - step: 6
    test: 'al parar la pasarela dos veces a la vez, se cumplen las dos'
    says: 'la segunda se cumplió'
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

  let stopped = false
  return {
    async stop() {
      if (stopped) return
      stopped = true
      await subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      redis.disconnect()
    },
  }
}
