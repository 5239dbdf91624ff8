import type * as Bus from '../../../solutions/02-event-bus/src/event-bus.ts'
import type { ShopEvents } from '../../../solutions/02-event-bus/src/shop-events.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { waitFor } from '../parts/wait-for.ts'
import { type Name, names, order } from './audience.ts'

const second = { ...order, orderId: 'ord_2' }

export const snapshot: Chapter = {
  title: 'Foto fija',
  question: {
    ask: 'Mientras se reparte un pedido, el inventario da de alta al correo. ¿Le llega ese pedido?',
    options: ['Sí: ya está suscrito', 'No: le llegará el siguiente'],
    because:
      'publish copia la lista antes de llamar a nadie. Lo que cambie durante el reparto vale para el siguiente.',
  },
  notes:
    'Recorrer un Set mientras cambia visita lo añadido y se salta lo borrado: pide que lo prueben en la consola. Pregunta por el caso de verdad: un handler de «once» que se da de baja a sí mismo durante el reparto.',
  async run(stage, world) {
    const { EventBus } = await world.load<typeof Bus>('event-bus.ts')
    const bus = new EventBus<ShopEvents>({ onError: () => {} })
    const deliveries: (readonly [Name, string])[] = []
    const receive =
      (name: Name) =>
      ({ orderId }: { readonly orderId: string }) =>
        void deliveries.push([name, orderId])

    let changed = false
    bus.subscribe('order.placed', ({ orderId }) => {
      receive('inventory')({ orderId })
      if (changed) return
      changed = true
      bus.subscribe('order.placed', receive('email'))
      stopInvoice()
    })
    const stopInvoice = bus.subscribe('order.placed', receive('invoice'))
    showSubscribed(stage, ['inventory', 'invoice'])
    await stage.pause()

    stage.code('event-bus.ts', 'publish')
    await stage.pause()

    await waitFor(world, bus.publish('order.placed', order), 'publish no terminó')
    stage.message('checkout', 'bus', 'publica ord_1')
    stage.message('inventory', 'bus', 'alta del correo')
    stage.message('inventory', 'bus', 'baja de la factura')
    showSubscribed(stage, ['inventory', 'email'])
    await stage.pause()

    tellDeliveries(stage, deliveries)
    stage.answer(deliveries.some(([name]) => name === 'email') ? 0 : 1)
    const kept = deliveries.some(([name]) => name === 'invoice')
    if (!kept) stage.fault('invoice', 'se quedó sin ord_1')
    stage.note('La foto se hizo antes: manda quien estaba al publicar.')
    await stage.pause()

    const known = deliveries.length
    await waitFor(world, bus.publish('order.placed', second), 'publish no terminó')
    stage.message('checkout', 'bus', 'publica ord_2')
    tellDeliveries(stage, deliveries.slice(known))
    await stage.pause()
  },
}

/** En el orden de las columnas: los handlers empiezan a la vez. */
function tellDeliveries(stage: Stage, deliveries: readonly (readonly [Name, string])[]): void {
  for (const column of Object.keys(names)) {
    for (const [name, orderId] of deliveries) {
      if (name === column) stage.message('bus', name, `order.placed · ${orderId}`)
    }
  }
}

function showSubscribed(stage: Stage, subscribed: readonly Name[]): void {
  stage.state('bus', {
    title: 'suscritos a order.placed',
    columns: ['handler'],
    key: 'handler',
    rows: subscribed.map((name) => [names[name]]),
  })
}
