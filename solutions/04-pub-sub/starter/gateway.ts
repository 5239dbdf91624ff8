import type { Messages } from './messages.ts'
import type { Gateway, GatewaySettings } from './ports.ts'
import { broadcastUserOnline } from './presence.ts'
import { startSubscriber } from './subscriber.ts'
import { admitClients, createWebSockets } from './web-sockets.ts'

// TODO (paso 4): que un cliente con problemas no se los pase a los demás, y una conexión para
// escuchar y otra para publicar.
// TODO (paso 5): con esta instancia sola se ve bien. Con dos, ¿quién recibe qué, y cuántas veces?
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { server, connect, prefix, identify, handlers } = settings
  const sockets = createWebSockets()
  const redis = connect()

  function forward(message: Messages['presence']): void {
    for (const client of sockets.clients) client.send(JSON.stringify(message))
  }

  const subscriber = await startSubscriber({
    ...settings,
    connect: () => redis,
    handlers: { ...handlers, presence: forward },
  })

  admitClients(sockets, server, identify, (_client, userId) => {
    forward({ type: 'online', userId })
    void broadcastUserOnline({ redis, prefix }, userId)
  })

  // TODO (paso 6): que no quede nada abierto, ni con Redis ni con los clientes.
  return {
    async stop() {
      await subscriber.stop()
    },
  }
}
