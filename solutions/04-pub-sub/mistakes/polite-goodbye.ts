/*---
replaces: gateway.ts
title: 'Despedirse de los clientes y esperar a que contesten'
seen: 'Un móvil sin cobertura retiene el despliegue medio minuto, y entonces matan el proceso.'
rejected-by:
  - step: 6
    test: 'al parar la pasarela se cortan sus clientes y sus dos conexiones'
    says: 'stop() seguía pendiente'
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

  let stopped: Promise<void> | undefined
  async function close(): Promise<void> {
    await subscriber.stop()
    for (const client of sockets.clients) client.close(1001)
    await new Promise((resolve) => void sockets.close(resolve))
    redis.disconnect()
  }
  return { stop: () => (stopped ??= close()) }
}
