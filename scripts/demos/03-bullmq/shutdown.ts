import type { Mailer } from '../../../solutions/03-bullmq/src/ports.ts'
import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { placeGate } from '../parts/gate.ts'
import { turns } from '../../../workbench/testing/waiting.ts'
import { until } from '../parts/until.ts'
import { waitFor } from '../parts/wait-for.ts'
import { MailShop } from './mail-shop.ts'

export const orderlyShutdown: Chapter = {
  title: 'Apagado ordenado',
  question: {
    ask: 'Cinco correos a medias y otro en la cola. ¿Qué hace close()?',
    options: [
      'Corta los que están a medias',
      'Acaba los cinco y deja el otro',
      'Acaba los seis antes de cerrar',
    ],
    because:
      'Deja de tomar trabajos, espera a los activos y suelta sus conexiones. Lo que no empezó es del siguiente worker.',
  },
  notes:
    'El proveedor retiene los correos todo lo que quieras: habla mientras tanto. Pregunta cuánto espera un orquestador antes de mandar SIGKILL, y qué pasa entonces: al menos una vez, otra vez.',
  async run(stage, world) {
    const shop = await MailShop.open(world, stage)
    const gate = placeGate(world)
    const started: string[] = []
    const sent: string[] = []
    const mailer: Mailer = {
      async send(_email, { idempotencyKey }) {
        started.push(idempotencyKey)
        await gate.pass()
        sent.push(idempotencyKey)
      },
    }
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const data = { to: 'ana@example.com', template: 'order_confirmation', params: {} } as const
      await shop.queue.add('send', data, { jobId: `pedido-${number}` })
    }
    stage.message('shop', 'queue', 'encola 6 correos')
    const first = shop.startWorker(mailer)
    await until(world, () => started.length >= 5, 'el worker no tomó cinco correos')
    stage.message('queue', 'worker', 'toma 5, y no le caben más')
    stage.message('worker', 'mailer', 'envía 5…')
    await shop.show(stage)
    await stage.pause()

    stage.code('email-worker.ts', 'close')
    let closed = false
    const closing = first.close().then(() => (closed = true))
    closing.catch(() => {}) // lo que falle se sabe al esperarlo
    stage.fault('worker', 'hay que apagarlo: close()')
    await turns(50)
    await shop.show(stage)
    const cutShort = closed
    stage.note(cutShort ? 'close() no ha esperado.' : 'close() espera: hay cinco a medias.')
    await stage.pause()

    gate.open()
    await waitFor(world, closing, 'close() no terminó')
    await turns(50)
    stage.message('mailer', 'worker', `aceptados: ${sent.length}`)
    await shop.show(stage)
    if (cutShort) stage.answer(0)
    else stage.answer(sent.length === 5 ? 1 : 2)
    await stage.pause()

    const known = sent.length
    const second = shop.startWorker(mailer)
    stage.note('Arranca la versión nueva, y sigue donde se quedó la otra.')
    await until(world, () => sent.length >= 6, 'nadie envió el que quedaba')
    await second.close()
    for (const key of sent.slice(known)) stage.message('worker', 'mailer', `envía ${key}`)
    await shop.show(stage)
    await stage.pause()
  },
}
