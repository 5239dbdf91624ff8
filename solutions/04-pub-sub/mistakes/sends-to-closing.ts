/*---
replaces: gateway.ts
title: 'Enviar también a quien se está yendo'
seen: 'El contador dice que salieron cien avisos y a los clientes les llegaron ochenta.'
rejected-by:
  - step: 4
    test: 'solo se envía a los clientes que están abiertos'
    says: 'que se estaba cerrando'
---*/
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
      await subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      redis.disconnect()
    },
  }
}
