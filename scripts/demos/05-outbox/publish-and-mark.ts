import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { waitFor } from '../parts/wait-for.ts'
import { limits, openShop } from './shop.ts'
import { WatchedBroker } from './watched-broker.ts'

export const publishAndMark: Chapter = {
  title: 'Publicar y después marcar',
  question: {
    ask: '¿Cuándo consta un evento como publicado?',
    options: ['Antes de publicarlo', 'Cuando el broker ya lo ha aceptado'],
    because:
      'Marcar antes y morir en medio es perderlo. Marcar después y morir en medio es repetirlo, y eso tiene arreglo.',
  },
  notes:
    'Cada vez que el broker recibe algo, miramos la tabla desde otra conexión: por eso sabemos el orden de verdad. Pregunta qué prefieren, perder o repetir, y quién de la sala tiene hoy un sistema que pierde sin saberlo.',
  async run(stage, world) {
    const shop = await openShop(world)
    const broker = new WatchedBroker(shop)
    const settings = { pool: shop.openPool(), broker: broker.from('relay-a'), ...limits }
    const relayRound = async () => {
      await waitFor(world, shop.relayOnce(settings), 'relayOnce no terminó')
      await broker.tellRound(stage, 'relay-a')
    }

    for (const product of ['taza', 'lámina']) {
      const orderId = await shop.place('ana@example.com', product, 1_250)
      stage.message('shop', 'database', `pedido ${orderId} + evento`)
    }
    await shop.showOutbox(stage)
    await stage.pause()

    stage.code('outbox-relay.ts', 'relay-once')
    await stage.pause()

    await relayRound()
    await shop.showOutbox(stage)
    stage.answer(broker.arrivals.some(({ markedBefore }) => markedBefore) ? 0 : 1)
    await stage.pause()

    const failing = await shop.place('ana@example.com', 'póster', 900)
    const other = await shop.place('luis@example.com', 'taza', 1_250)
    stage.message('shop', 'database', `pedidos ${failing} y ${other}, con su evento`)
    broker.reject(failing)
    await stage.pause()

    await relayRound()
    await shop.showOutbox(stage)
    stage.note('El rechazado gasta un intento y sigue pendiente. El otro no lo espera.')
    await stage.pause()

    broker.recover()
    stage.note('El broker vuelve. Nadie tiene que acordarse de nada: está en la tabla.')
    await relayRound()
    await shop.showOutbox(stage)
    await stage.pause()
  },
}
