import type * as Queue from '../../../solutions/01-sync-vs-async/src/message-queue.ts'
import type { OrderPlaced } from '../../../solutions/01-sync-vs-async/src/order.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { placeGate } from '../parts/gate.ts'
import { turns } from '../../../workbench/testing/waiting.ts'
import { waitFor } from '../parts/wait-for.ts'
import { everyone, type Name, names, order } from './work.ts'

const options = ['3', '9', '27'] as const

export const fanOut: Chapter = {
  title: 'Cada consumidor recibe su copia',
  question: {
    ask: '9 mensajes y 3 consumidores. ¿Cuántas entregas hay?',
    options,
    because:
      'Cada consumidor tiene su suscripción, y cada mensaje llega a todas. Con una sola cola compartida, competirían.',
  },
  notes:
    'Empieza por la cola compartida: reparte el trabajo, no la noticia. Pregunta cuál de las dos quieren para «redimensionar fotos» y cuál para «se ha hecho un pedido».',
  async run(stage, world) {
    stage.note('Una sola cola para los tres: compiten por cada mensaje.')
    const competing = tally()
    const shared = new SharedQueue()
    for (const name of everyone) shared.consume(competing.handlerOf(name))
    for (const event of nineOrders()) shared.publish(event)
    stage.message('shop', 'queue', '9 pedidos')
    competing.show(stage, 'cola compartida')
    stage.fault('queue', `${competing.total()} entregas: cada uno ve 3`)
    await stage.pause()

    const { MessageQueue } = await world.load<typeof Queue>('message-queue.ts')
    stage.code('message-queue.ts', 'publicar')
    await stage.pause()

    const queue = new MessageQueue()
    const received = tally()
    const gate = placeGate(world)
    for (const name of everyone) {
      queue.subscribe(name, async (event) => {
        received.handlerOf(name)(event)
        if (name === 'email') await gate.pass()
      })
    }
    const accepted = Promise.all(nineOrders().map((event) => queue.publish(event)))
    accepted.catch(() => {}) // lo que falle se sabe al esperarlo
    await waitFor(world, gate.reached, 'al correo no le llegó nada')
    await turns(50)
    stage.message('shop', 'queue', '9 pedidos')
    received.tell(stage)
    received.show(stage, 'una suscripción cada uno')
    stage.note('El correo está atascado en el primero, y los demás no lo esperan.')
    await stage.pause()

    gate.open()
    await waitFor(world, accepted, 'la cola no aceptó los pedidos')
    await waitFor(world, queue.idle(), 'la cola no se quedó sin trabajo')
    received.tell(stage)
    received.show(stage, 'una suscripción cada uno')
    const option = options.findIndex((each) => each === String(received.total()))
    if (option >= 0) stage.answer(option)
    await stage.pause()
  },
}

function nineOrders(): readonly OrderPlaced[] {
  return Array.from({ length: 9 }, (_, index) => ({
    ...order,
    type: 'order.placed',
    orderId: `ord-${index + 1}`,
  }))
}

/** La otra manera de entender «cola»: cada mensaje es para uno, y les toca por turno. */
class SharedQueue {
  readonly #consumers: ((event: OrderPlaced) => void)[] = []
  #next = 0

  consume(handler: (event: OrderPlaced) => void): void {
    this.#consumers.push(handler)
  }

  publish(event: OrderPlaced): void {
    this.#consumers[this.#next++ % this.#consumers.length]?.(event)
  }
}

/** Quién ha recibido qué. */
function tally() {
  const received: Record<Name, string[]> = { inventory: [], email: [], invoice: [] }
  const told: Record<Name, number> = { inventory: 0, email: 0, invoice: 0 }
  return {
    handlerOf: (name: Name) => (event: OrderPlaced) => void received[name].push(event.orderId),
    total: () => everyone.reduce((sum, name) => sum + received[name].length, 0),
    tell(stage: Stage) {
      for (const name of everyone) {
        const fresh = received[name].length - told[name]
        told[name] = received[name].length
        if (fresh > 0) stage.message('queue', name, fresh === 1 ? '1 pedido' : `${fresh} pedidos`)
      }
    },
    show(stage: Stage, title: string) {
      stage.state('queue', {
        title,
        columns: ['consumidor', 'recibidos', 'cuáles'],
        key: 'consumidor',
        rows: everyone.map((name) => [
          names[name],
          received[name].length,
          received[name].map((id) => id.replace('ord-', '')).join(' '),
        ]),
      })
    },
  }
}
