/*---
replaces: gateway.ts
title: 'Cerrar con quit() la conexión de publicar'
seen: 'Redis se cae, las páginas vuelven a llamar, y el despliegue que iba a arreglarlo espera a que Redis vuelva.'
rejected-by:
  - step: 6
    test: 'con Redis caído, parar no espera a que se publique la llegada de nadie'
    says: 'seguía pendiente'
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

  let stopped: Promise<unknown> | undefined
  return {
    async stop() {
      await subscriber.stop()
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      stopped ??= redis.quit()
      await stopped
    },
  }
}
