import { setTimeout as wait } from 'node:timers/promises'

import type * as Queue from '../../../solutions/01-sync-vs-async/src/message-queue.ts'
import type * as OrderService from '../../../solutions/01-sync-vs-async/src/order-service.ts'
import type { Chapter, Stage, World } from '../../../workbench/trace/scenario.ts'
import { waitFor } from '../parts/wait-for.ts'
import { everyone, nominalLatency, order, WatchedServices } from './work.ts'

const workMs = { inventory: 300, email: 600, invoice: 450 } as const

/** En fila se espera a los tres: nada tarda más. */
const inRowMs = Object.values(workMs).reduce((sum, ms) => sum + ms, 0)

const options = ['1350 ms, la suma', '600 ms, el más lento', 'Casi nada'] as const

type Run = { readonly label: string; ms: number; nominalMs: number; done: boolean }

export const latencies: Chapter = {
  title: 'Tres maneras de contestar',
  question: {
    ask: 'Inventario 300 ms, correo 600, factura 450. En paralelo, ¿cuánto espera el cliente?',
    options,
    because:
      'Los tres empiezan a la vez y se espera al último. Sigue siendo una espera: solo ha dejado de ser la suma.',
  },
  notes:
    'Las tres arrancan en el mismo instante: deja que las barras hablen. Pregunta qué ha pasado con el trabajo en la tercera: no es más rápido, es el cliente quien no lo espera.',
  async run(stage, world) {
    const { placeOrderSequential, placeOrderParallel, placeOrderAsync } =
      await world.load<typeof OrderService>('order-service.ts')
    const { MessageQueue } = await world.load<typeof Queue>('message-queue.ts')
    stage.code('order-service.ts', 'en-fila')
    await stage.pause()
    stage.code('order-service.ts', 'en-paralelo')
    await stage.pause()
    stage.code('order-service.ts', 'responder-sin-esperar')
    await stage.pause()

    const work = (name: keyof typeof workMs) =>
      wait(workMs[name], undefined, { signal: world.signal })
    const services = [0, 1, 2].map(() => new WatchedServices(work))
    const [inRow, atOnce, later] = services as [WatchedServices, WatchedServices, WatchedServices]
    const queue = new MessageQueue()
    for (const name of everyone) queue.subscribe(name, () => later[name]())

    const runs = await growTogether(stage, world, [
      ['en fila', inRow, () => placeOrderSequential(order, inRow)],
      ['en paralelo', atOnce, () => placeOrderParallel(order, atOnce)],
      [
        'con eventos',
        later,
        () => placeOrderAsync(order, { store: { save: async () => {} }, queue }),
      ],
    ])
    const parallel = runs[1]?.nominalMs
    if (parallel === 1_350) stage.answer(0)
    else stage.answer(parallel === 600 ? 1 : 2)
    await stage.pause()

    await waitFor(world, queue.idle(), 'la cola no se quedó sin trabajo')
    const total = nominalLatency(later.steps, workMs)
    stage.note(`Con eventos, el trabajo acaba a los ${total} ms del pedido. El cliente ya no está.`)
    await stage.pause()
  },
}

/** Las tres a la vez, con sus barras creciendo hasta que cada una contesta. */
async function growTogether(
  stage: Stage,
  world: World,
  attempts: readonly (readonly [string, WatchedServices, () => Promise<unknown>])[],
): Promise<readonly Run[]> {
  const started = performance.now()
  const runs: Run[] = attempts.map(([label]) => ({ label, ms: 0, nominalMs: 0, done: false }))
  const replies = attempts.map(async ([, services, place], index) => {
    await place()
    const run = runs[index]!
    run.ms = performance.now() - started
    run.nominalMs = nominalLatency(services.steps, workMs)
    run.done = true
  })
  const all = Promise.all(replies)
  all.catch(() => {}) // lo que falle se sabe al esperarlo

  const show = () => {
    const now = performance.now() - started
    stage.bars(
      'lo que espera el cliente',
      runs.map(({ label, ms, nominalMs, done }) => ({ label, ms: done ? ms : now, nominalMs })),
      inRowMs,
    )
  }
  const ticking = setInterval(show, 50)
  try {
    await waitFor(world, all, 'alguna versión no contestó')
  } finally {
    clearInterval(ticking)
  }
  show()
  return runs
}
