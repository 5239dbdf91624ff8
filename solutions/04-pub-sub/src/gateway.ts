import { WebSocket } from 'ws'

import type { Messages } from './messages.ts'
import type { Gateway, GatewaySettings } from './ports.ts'
import { broadcastUserOnline } from './presence.ts'
import { startSubscriber } from './subscriber.ts'
import { admitClients, createWebSockets } from './web-sockets.ts'

export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { server, connect, prefix, identify, handlers, onError } = settings
  const sockets = createWebSockets()

  // #region forward
  function forward(message: Messages['presence']): void {
    const text = JSON.stringify(message)
    for (const client of sockets.clients) {
      if (client.readyState !== WebSocket.OPEN) continue
      try {
        client.send(text)
      } catch (error) {
        onError(error) // el problema de un cliente no es de los que vienen detrás
      }
    }
  }
  // #endregion forward

  // Primero se escucha y después se deja entrar: quien entra se ve llegar a sí mismo.
  const subscriber = await startSubscriber({
    ...settings,
    handlers: { ...handlers, presence: forward },
  })
  // Para publicar, otra conexión. Con RESP3 podría ser la misma; con RESP2, Redis no la deja, y en
  // las dos una respuesta larga haría esperar a los mensajes.
  const redis = connect()
  redis.on('error', onError)

  // #region announce
  admitClients(sockets, server, identify, (client, userId) => {
    // Sin nadie que lo escuche, una trama mal formada de cualquiera apaga el proceso.
    client.on('error', onError)
    // Solo se publica. A nuestros clientes también les llega por Redis, como a los de las demás
    // instancias: reenviarlo aquí se lo daría dos veces.
    broadcastUserOnline({ redis, prefix }, userId).catch(onError)
  })
  // #endregion announce

  // #region stop
  return {
    // Nada de esto se queja si ya estaba cerrado: se puede llamar dos veces.
    async stop() {
      // Primero lo que no depende de Redis: tarde lo que tarde en contestar, aquí ya no queda nadie.
      // `client.close()` esperaría hasta 30 s a quien no conteste. La página ya sabe volver a llamar.
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      // `quit()` haría cola detrás de las llegadas por publicar y, sin Redis, esperaría a que vuelva.
      redis.disconnect()
      await subscriber.stop()
    },
  }
  // #endregion stop
}
