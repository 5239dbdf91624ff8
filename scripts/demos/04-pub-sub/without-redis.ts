import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { WebSocketServer } from 'ws'

import type { Chapter, World } from '../../../workbench/trace/scenario.ts'
import { userOf } from './instance.ts'
import { showSeen } from './presence.ts'
import { Tab } from './tab.ts'

export const withoutRedis: Chapter = {
  title: 'Cada instancia, a lo suyo',
  question: {
    ask: 'Ana está en la instancia 1 y Luis entra por la 2, sin Redis. ¿Lo ve Ana?',
    options: ['Sí', 'No'],
    because:
      'Cada proceso solo conoce sus propios WebSockets. Para él, los demás clientes no existen.',
  },
  notes:
    'Con una instancia funciona perfecto, y por eso llega a producción. Pregunta qué pasa el día que se escala a dos, y por qué las quejas llegan «a veces».',
  async run(stage, world) {
    const [one, two] = [await openLonelyInstance(world), await openLonelyInstance(world)]
    stage.note('Cada instancia avisa a los WebSockets que tiene ella.')
    await stage.pause()

    const ana = await Tab.open(world, 'Ana', one)
    await ana.sees('Ana')
    stage.message('ana', 'one', 'abre un WebSocket')
    stage.message('one', 'ana', 'Ana en línea')
    await stage.pause()

    const luis = await Tab.open(world, 'Luis', two)
    await luis.sees('Luis')
    stage.message('luis', 'two', 'abre un WebSocket')
    stage.message('two', 'luis', 'Luis en línea')
    // Eva entra por la 1: si Ana la ve a ella y a Luis no, el aviso de Luis no venía detrás.
    await Tab.open(world, 'Eva', one)
    await ana.sees('Eva')
    stage.message('one', 'ana', 'Eva en línea')
    if (!ana.seen.includes('Luis')) stage.fault('ana', 'no sabe nada de Luis')
    showSeen(stage, [ana, luis])
    stage.answer(ana.seen.includes('Luis') ? 0 : 1)
    await stage.pause()
  },
}

/** La versión ingenua: reparte entre los clientes que tiene a mano. */
async function openLonelyInstance({ resources }: World): Promise<string> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (_client, request) => {
    const text = JSON.stringify({ type: 'online', userId: userOf(request) })
    for (const client of sockets.clients) client.send(text)
  })
  resources.defer(() => {
    for (const client of sockets.clients) client.terminate()
    sockets.close()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
