/*---
replaces: gateway.ts
title: 'Escuchar los errores de una conexión en dos sitios'
seen: 'Cada corte de Redis sale dos veces en el registro, y nadie sabe cuántos hubo.'
rejected-by:
  - step: 5
    test: 'un error de conexión llega a onError, y no cierra nada'
    says: 'alguno repetido'
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

  const listener = connect()
  const redis = connect()
  for (const each of [listener, redis]) each.on('error', onError)

  const subscriber = await startSubscriber({
    ...settings,
    connect: () => listener,
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
      redis.disconnect()
    },
  }
}
