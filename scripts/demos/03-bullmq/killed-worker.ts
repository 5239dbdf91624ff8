import { once } from 'node:events'
import { join } from 'node:path'

import { Redis } from 'ioredis'

import type { Chapter, World } from '../../../workbench/trace/scenario.ts'
import { nextMessage, startChild } from '../parts/child-process.ts'
import { exitOf } from '../parts/exit-of.ts'
import { redisOptions } from '../parts/redis-options.ts'
import { until } from '../parts/until.ts'
import { waitFor } from '../parts/wait-for.ts'
import { growWait } from './grow-wait.ts'
import { MailShop } from './mail-shop.ts'
import type { FromWorker } from './worker-messages.ts'

const workerProcess = join(import.meta.dirname, 'worker-process.ts')
const jobId = 'pedido-7'

/** Cuántas veces más deprisa que de verdad caduca el bloqueo y se busca lo atascado. */
const faster = 20

export const killedWorker: Chapter = {
  title: 'El worker muere a mitad',
  question: {
    ask: 'El worker muere de golpe con un correo a medias. ¿Qué pasa con su trabajo?',
    options: ['Se pierde con él', 'Se queda «en marcha» para siempre', 'Otro worker lo repite'],
    because:
      'Mientras vive, el worker renueva el bloqueo de su trabajo. Si nadie lo renueva, caduca; y otro worker lo da por atascado (stalled) y lo repite.',
  },
  notes:
    'Es otro proceso y muere por SIGKILL: aquí no hay close(). El bloqueo dura 30 s; en pantalla, veinte veces menos. Pregunta qué pasa si no muere, pero un bucle de CPU le impide renovar: el mismo trabajo, dos veces y a la vez.',
  async run(stage, world) {
    const shop = await MailShop.open(world, stage)
    const data = { to: 'ana@example.com', template: 'order_confirmation', params: {} } as const
    await shop.queue.add('send', data, { jobId })
    stage.message('shop', 'queue', `encola ${jobId}`)
    await shop.show(stage)
    await stage.pause()

    stage.note('El worker A es otro proceso del sistema.')
    const doomed = startChild(world, workerProcess, {
      args: [world.source, world.prefix],
      env: { REDIS_URL: world.redisUrl },
    })
    const first = await waitFor(world, nextMessage<FromWorker>(doomed), 'el worker A no envió nada')
    if (first.kind === 'failed') throw new Error(first.reason)
    const keys = [first.idempotencyKey]
    stage.message('queue', 'worker', `A toma ${jobId}`)
    stage.message('worker', 'mailer', 'A envía', { clave: first.idempotencyKey })
    await shop.show(stage)
    await stage.pause()

    doomed.kill('SIGKILL')
    const [, signal] = await waitFor(world, exitOf(doomed), 'el proceso no murió')
    stage.fault('worker', signal === null ? 'ya había terminado' : `A muere: ${signal}`)
    await shop.show(stage)
    stage.note('En Redis sigue en marcha: nadie ha dicho otra cosa.')
    await stage.pause()

    await growWait(stage, world, {
      ...{ title: 'hasta que caduca el bloqueo', label: jobId, faster },
      ...{ nominalMs: first.lockMs, scaleMs: first.lockMs },
    })
    await expireLock(world, shop)
    const second = shop.startWorker({
      send: async (_email, { idempotencyKey }) => void keys.push(idempotencyKey),
    })
    const stalled = once(second.worker, 'stalled', { signal: world.signal })
    second.worker.opts.stalledInterval = (second.worker.opts.stalledInterval ?? 0) / faster
    stage.note('Arranca el worker B, que de vez en cuando busca trabajos sin bloqueo.')
    await waitFor(world, stalled, 'nadie encontró el trabajo atascado')
    stage.fault('queue', 'trabajo atascado (stalled)')
    stage.message('queue', 'worker', `B toma ${jobId}`)
    const done = async () => (await shop.queue.getJobState(jobId)) === 'completed'
    await until(world, done, 'el worker B no terminó el trabajo')
    for (const clave of keys.slice(1)) stage.message('worker', 'mailer', 'B envía', { clave })
    await shop.show(stage)
    stage.answer(keys.length > 1 ? 2 : 0)
    await stage.pause()

    stage.code('email-worker.ts', 'process')
    stage.state('mailer', deliveries(keys))
    stage.note('Al menos una vez + proveedor que reconoce la clave: dos entregas, un correo.')
    await stage.pause()
  },
}

/** Lo que hace un proveedor serio: recuerda las claves que ya atendió. */
function deliveries(keys: readonly string[]) {
  const rows = keys.map((key, index) => [
    index + 1,
    key,
    keys.indexOf(key) === index ? 'manda el correo' : 'ya la conoce: nada',
  ])
  return {
    title: 'entregas al proveedor',
    columns: ['entrega', 'clave', 'qué hace'],
    key: 'entrega',
    rows,
  }
}

/**
 * Como si hubieran pasado los 30 s: caduca el bloqueo, y también la marca con que el worker muerto
 * apartó a los demás de buscar trabajos atascados hasta su vuelta siguiente.
 */
async function expireLock(world: World, { queue }: MailShop): Promise<void> {
  const redis = new Redis(world.redisUrl, redisOptions(world))
  redis.on('error', () => {}) // si Redis muere, lo dice la orden siguiente
  try {
    await redis.del(queue.toKey(`${jobId}:lock`), queue.toKey('stalled-check'))
  } finally {
    redis.disconnect()
  }
}
