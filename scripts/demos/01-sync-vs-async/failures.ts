import type * as Queue from '../../../solutions/01-sync-vs-async/src/message-queue.ts'
import type { OrderReply } from '../../../solutions/01-sync-vs-async/src/order.ts'
import type * as OrderService from '../../../solutions/01-sync-vs-async/src/order-service.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { turns } from '../../../workbench/testing/waiting.ts'
import { waitFor } from '../parts/wait-for.ts'
import { everyone, type Name, names, order, WatchedServices } from './work.ts'

const options = ['Un error', 'completed', 'accepted'] as const

const emailFails = async (name: Name) => {
  if (name === 'email') throw new Error('buzón lleno')
}

export const coupledFailure: Chapter = {
  title: 'El correo falla, y el pedido con él',
  question: {
    ask: 'En paralelo, el correo falla y los otros dos acaban bien. ¿Qué recibe el cliente?',
    options,
    because:
      'Promise.all rechaza con el primero que falla. Lo demás está hecho, y nadie lo va a deshacer.',
  },
  notes:
    'Pregunta qué hace el cliente con ese error: comprar otra vez. Y qué hay ya hecho cuando lo hace: existencias apartadas y una factura. Es peor que no haber hecho nada.',
  async run(stage, world) {
    const { placeOrderSequential, placeOrderParallel } =
      await world.load<typeof OrderService>('order-service.ts')

    stage.note('Primero, en fila: inventario, correo, factura.')
    const inRow = new WatchedServices(emailFails)
    await tellReply(stage, inRow, placeOrderSequential(order, inRow))
    await stage.pause()

    stage.note('Ahora, los tres a la vez.')
    stage.code('order-service.ts', 'en-paralelo')
    const atOnce = new WatchedServices(emailFails)
    const reply = await tellReply(stage, atOnce, placeOrderParallel(order, atOnce))
    stage.answer(reply === undefined ? 0 : options.indexOf(reply.status))
    await stage.pause()
  },
}

export const looseFailure: Chapter = {
  title: 'El correo falla, y es asunto suyo',
  question: {
    ask: 'Con eventos, el correo falla. ¿Qué recibe el cliente?',
    options,
    because:
      'La respuesta salió antes: dice que consta y que se hará. El fallo queda apuntado para quien pueda arreglarlo.',
  },
  notes:
    'Insiste en la palabra: «accepted» no es «completed». Pregunta quién se entera ahora de que el correo falló, y que alguien diga «nadie»: la lista de fallos hay que mirarla.',
  async run(stage, world) {
    const { placeOrderAsync } = await world.load<typeof OrderService>('order-service.ts')
    const { MessageQueue } = await world.load<typeof Queue>('message-queue.ts')
    const services = new WatchedServices(emailFails)
    const queue = new MessageQueue()
    for (const name of everyone) queue.subscribe(names[name], () => services[name]())
    const orders: string[] = []
    const store = { save: async ({ orderId }: { orderId: string }) => void orders.push(orderId) }

    stage.code('order-service.ts', 'responder-sin-esperar')
    await stage.pause()

    const placing = placeOrderAsync(order, { store, queue })
    const reply = await waitFor(world, placing, 'placeOrderAsync no contestó')
    const early = services.steps.length === 0
    stage.message('client', 'shop', 'POST /orders')
    stage.message('shop', 'queue', 'order.placed')
    stage.message('shop', 'client', reply.status)
    if (early) stage.note('Contestado, y todavía no ha empezado nadie.')
    stage.answer(options.indexOf(reply.status))
    await stage.pause()

    await waitFor(world, queue.idle(), 'la cola no se quedó sin trabajo')
    tellWork(stage, services, 'queue')
    stage.state('queue', {
      title: 'fallos apuntados',
      columns: ['consumidor', 'motivo'],
      key: 'consumidor',
      rows: queue.failures.map(({ consumer, error }) => [consumer, messageOf(error)]),
    })
    await stage.pause()

    stage.note('Y si lo que falla es la cola, después de guardar…')
    orders.length = 0
    const broken = { publish: () => Promise.reject(new Error('la cola no responde')) }
    const refused = await placeOrderAsync(order, { store, queue: broken }).then(
      () => false,
      () => true,
    )
    stage.fault('queue', 'no responde')
    if (refused) stage.message('shop', 'client', 'un error')
    if (orders.length > 0)
      stage.note('El pedido está guardado y sin evento. Lo cierra la lección 05.')
    await stage.pause()
  },
}

async function tellReply(
  stage: Stage,
  services: WatchedServices,
  placing: Promise<OrderReply>,
): Promise<OrderReply | undefined> {
  const reply = await placing.catch(() => undefined)
  await turns() // lo que ya estaba en marcha acaba igual
  stage.message('client', 'shop', 'POST /orders')
  tellWork(stage, services, 'shop')
  if (reply) stage.message('shop', 'client', reply.status)
  else stage.fault('client', 'recibe un error')
  return reply
}

/** A quién se llamó y cómo acabó, en el orden de las columnas. */
function tellWork(stage: Stage, services: WatchedServices, from: string): void {
  for (const name of everyone) {
    if (services.stateOf(name) === 'sin llamar') continue
    stage.message(from, name, order.orderId)
    if (services.stateOf(name) === 'falló') stage.fault(name, 'buzón lleno')
  }
  stage.state('shop', {
    title: 'qué se ha hecho',
    columns: ['servicio', 'estado'],
    key: 'servicio',
    rows: everyone.map((name) => [names[name], services.stateOf(name)]),
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
