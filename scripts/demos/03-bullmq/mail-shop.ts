import { once } from 'node:events'

import type { EmailQueue } from '../../../solutions/03-bullmq/src/email-job.ts'
import type * as EmailQueueModule from '../../../solutions/03-bullmq/src/email-queue.ts'
import type * as EmailWorkerModule from '../../../solutions/03-bullmq/src/email-worker.ts'
import type { DeadLetter, EmailWorker, Mailer } from '../../../solutions/03-bullmq/src/ports.ts'
import type * as RedisUrl from '../../../solutions/03-bullmq/src/redis-url.ts'
import type { Stage, World } from '../../../workbench/trace/scenario.ts'
import { redisOptions } from '../parts/redis-options.ts'
import { turns } from '../../../workbench/testing/waiting.ts'
import { waitFor } from '../parts/wait-for.ts'

export type Sent = { readonly to: string; readonly idempotencyKey: string }

/** La tienda de un capítulo: su cola, y lo que se necesita para arrancarle un worker. */
export class MailShop {
  readonly queue: EmailQueue
  readonly deadLetters: DeadLetter[] = []
  readonly #world: World
  readonly #stage: Stage
  readonly #queueModule: typeof EmailQueueModule
  readonly #workerModule: typeof EmailWorkerModule
  readonly #settings

  /** El panel enseña su cola por dentro, si alguien lo abre. */
  static async open(world: World, stage: Stage): Promise<MailShop> {
    const { redisAddress } = await world.load<typeof RedisUrl>('redis-url.ts')
    return new MailShop(
      world,
      stage,
      await world.load<typeof EmailQueueModule>('email-queue.ts'),
      await world.load<typeof EmailWorkerModule>('email-worker.ts'),
      { ...redisAddress(world.redisUrl), ...redisOptions(world) },
    )
  }

  private constructor(
    world: World,
    stage: Stage,
    queueModule: typeof EmailQueueModule,
    workerModule: typeof EmailWorkerModule,
    connection: RedisUrl.RedisAddress,
  ) {
    const logger = { info: () => {}, error: () => {} } // lo que importa aquí se mira en la cola
    this.#world = world
    this.#stage = stage
    this.#queueModule = queueModule
    this.#workerModule = workerModule
    this.#settings = { connection, prefix: world.prefix, logger }
    this.queue = this.openQueue()
  }

  openQueue(): EmailQueue {
    const queue = this.#queueModule.createEmailQueue(this.#settings)
    this.#world.resources.defer(() => queue.close())
    this.#stage.expose(queue)
    return queue
  }

  welcome(name: string): Promise<void> {
    const email = `${name.toLowerCase()}@example.com`
    return this.#queueModule.sendWelcomeEmail(this.queue, { userId: idOf(name), email, name })
  }

  startWorker(mailer: Mailer): EmailWorker {
    const worker = this.#workerModule.startEmailWorker({
      ...this.#settings,
      mailer,
      deadLetters: { record: async (letter) => void this.deadLetters.push(letter) },
    })
    this.#world.resources.defer(() => worker.close())
    return worker
  }

  /** Hace que empiece ya lo que esperaba su turno, y aguarda a que el worker diga cómo acabó. */
  async attempt({ worker }: EmailWorker, jobId: string): Promise<void> {
    const { signal } = this.#world
    const attempted = new AbortController()
    const ended = Promise.race(
      ['failed', 'completed'].map((event) =>
        once(worker, event, { signal: AbortSignal.any([signal, attempted.signal]) }),
      ),
    )
    const delayed = await this.queue.getDelayed()
    await delayed.find(({ id }) => id === jobId)?.promote()
    await waitFor(this.#world, ended, `el worker no acabó «${jobId}»`)
    attempted.abort()
    await turns() // a quien escucha lo mismo que nosotros le toca un instante después
  }

  /** La espera que le queda, o nada si no espera. */
  async delayOf(jobId: string): Promise<number | undefined> {
    const delayed = await this.queue.getDelayed()
    return delayed.find(({ id }) => id === jobId)?.delay
  }

  async attemptsOf(jobId: string): Promise<number> {
    return (await this.queue.getJob(jobId))?.attemptsMade ?? 0
  }

  /** Qué dice Redis de cada trabajo, en el orden de sus nombres. */
  async show(stage: Stage, queue: EmailQueue = this.queue): Promise<void> {
    const groups = await Promise.all(
      states.map(async ([state, name]) => {
        const jobs = await queue.getJobs([state])
        return jobs.map(({ id, attemptsMade, delay }) => [
          String(id),
          state === 'delayed' ? `${name} ${delay / 1_000} s` : name,
          attemptsMade,
        ])
      }),
    )
    stage.state('queue', {
      title: 'cola de correo',
      columns: ['trabajo', 'estado', 'intentos'],
      key: 'trabajo',
      rows: groups.flat().toSorted(([a], [b]) => String(a).localeCompare(String(b))),
    })
  }

  showDeadLetters(stage: Stage): void {
    stage.state('dead-letters', {
      title: 'fallidos',
      columns: ['trabajo', 'motivo'],
      key: 'trabajo',
      rows: this.deadLetters.map(({ jobId, reason }) => [jobId, reason]),
    })
  }
}

const states = [
  ['waiting', 'listo'],
  ['delayed', 'dentro de'],
  ['active', 'en marcha'],
  ['completed', 'hecho'],
  ['failed', 'fallido'],
] as const

export function idOf(name: string): string {
  return `usr-${name.toLowerCase()}`
}
