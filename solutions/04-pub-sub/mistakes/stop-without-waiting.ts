/*---
replaces: gateway.ts
title: 'Parar sin esperar a que se cierre la suscripción'
seen: 'Quien despliega apaga el proceso en cuanto stop() se cumple, y corta a medias lo que se estaba tratando.'
rejected-by:
  - step: 6
    test: 'al parar la pasarela se espera a la primera conexión, o se corta'
    says: 'se cumplió sin esperar a Redis'
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

  return {
    async stop() {
      void subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      redis.disconnect()
    },
  }
}
