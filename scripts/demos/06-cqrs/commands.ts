import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { buy, openShop } from './shop.ts'

export const doubleClick: Chapter = {
  title: 'El mismo comando, dos veces',
  question: {
    ask: 'Ana pulsa dos veces «Comprar», con la misma clave. ¿Qué queda?',
    options: ['Un pedido y un evento', 'Dos pedidos, y un evento', 'Dos pedidos y dos eventos'],
    because:
      'La clave se apunta en la misma transacción que el pedido: quien llega después recibe la respuesta del primero.',
  },
  notes:
    'Los dos comandos llegan a la vez, no uno detrás de otro. Pregunta quién pone la clave: el navegador, antes de enviar, o el reintento traería otra. Y enseña que leer todavía no enseña nada.',
  async run(stage, world) {
    const shop = await openShop(world)
    stage.code('commands.ts', 'handle-command')
    await stage.pause()

    const [first, second] = await Promise.all([
      shop.handle(buy('compra-1')),
      shop.handle(buy('compra-1')),
    ])
    stage.alias(first.orderId, 'pedido-1')
    if (second.orderId !== first.orderId) stage.alias(second.orderId, 'pedido-2')
    stage.message('client', 'commands', 'Comprar · clave compra-1')
    stage.message('client', 'commands', 'Comprar · clave compra-1')
    const events = await shop.events()
    const count = events.length === 1 ? 'un evento' : `${events.length} eventos`
    stage.message('commands', 'writes', `${count} · COMMIT`)
    stage.message('commands', 'client', first.orderId, { versión: first.version })
    stage.message('commands', 'client', second.orderId, { versión: second.version })
    await shop.showWrites(stage)
    await shop.showEvents(stage)
    if (first.orderId === second.orderId) stage.answer(0)
    else stage.answer(events.length === 1 ? 1 : 2)
    await stage.pause()

    stage.message('client', 'queries', '¿mi pedido?')
    stage.message('queries', 'client', await shop.ask(first.orderId))
    await shop.showReads(stage)
    stage.note('Está comprado y aún no se ve: falta proyectar su evento.')
    await stage.pause()

    for (const event of events) {
      await shop.project(shop.pool, event)
      stage.message('projector', 'reads', `${event.type} v${event.version}`)
    }
    await shop.showReads(stage)
    stage.message('queries', 'client', await shop.ask(first.orderId))
    await stage.pause()
  },
}
