/*---
replaces: gateway.ts
title: 'Una pila con todo lo abierto'
why: 'Cada cosa se apunta para cerrarla nada más abrirla, y la pila la cierra al revés, una vez, también si algo falla a medias: por eso puede abrir antes la conexión de publicar. A los clientes les dice adiós (1001) antes de cortar.'
---*/
import { WebSocket } from 'ws'

import type { Gateway, GatewaySettings } from '../src/ports.ts'
import { broadcastUserOnline } from '../src/presence.ts'
import { startSubscriber } from '../src/subscriber.ts'
import { admitClients, createWebSockets } from '../src/web-sockets.ts'

const goingAway = 1001

export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { server, connect, prefix, identify, handlers, onError } = settings
  await using opened = new AsyncDisposableStack()

  const redis = connect()
  redis.on('error', onError)
  opened.defer(() => redis.disconnect()) // no espera a lo que falte por publicar

  const sockets = createWebSockets()
  const presence = (message: object): void => {
    const text = JSON.stringify(message)
    sockets.clients.forEach((client) => {
      try {
        if (client.readyState === WebSocket.OPEN) client.send(text)
      } catch (error) {
        onError(error)
      }
    })
  }
  const subscriber = await startSubscriber({ ...settings, handlers: { ...handlers, presence } })
  opened.defer(() => subscriber.stop())

  opened.defer(
    () =>
      new Promise((resolve) => {
        sockets.close(() => resolve()) // desde aquí no entra nadie; avisa cuando se van los que hay
        for (const client of sockets.clients) {
          client.close(goingAway)
          client.terminate()
        }
      }),
  )
  admitClients(sockets, server, identify, (client, userId) => {
    client.on('error', onError) // ws ya lo corta; sin nadie que lo escuche, caería el proceso
    broadcastUserOnline({ redis, prefix }, userId).then(undefined, onError)
  })

  const owned = opened.move()
  // La pila da por hecha la segunda llamada aunque la primera esté a medias: se guarda su promesa.
  let stopping: Promise<void> | undefined
  return { stop: () => (stopping ??= owned.disposeAsync()) }
}
