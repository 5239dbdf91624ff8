import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'

import { outcomeOf, type TestRedis, UnmetExpectation } from '@taller/workbench/testing'
import { type DefaultJobOptions, type JobType, Queue, Worker } from 'bullmq'

import { type EmailJobData, type EmailQueue, queueName } from '../src/email-job.ts'
import { createEmailQueue } from '../src/email-queue.ts'
import { startEmailWorker } from '../src/email-worker.ts'
import type { DeadLetter, DeadLetters, EmailWorker, Logger, Mailer } from '../src/ports.ts'
import { type RedisAddress, redisAddress } from '../src/redis-url.ts'
import { steady } from './job-watch.ts'
import { failFast, requireRedis } from './redis-alive.ts'

export const welcome: EmailJobData = {
  to: 'ana@example.com',
  template: 'welcome',
  params: { name: 'Ana', userId: 'usr_1' },
}

type Sending = { readonly email: EmailJobData; readonly key: string | undefined }

/** Un correo que apunta lo que le piden y contesta lo que diga el test. */
class FakeMailer implements Mailer {
  readonly sendings: Sending[] = []
  answer: (email: EmailJobData) => Promise<void> = async () => {}

  readonly send: Mailer['send'] = async (email, options) => {
    this.sendings.push({ email, key: options?.idempotencyKey })
    await this.answer(email)
  }
}

class FakeDeadLetters implements DeadLetters {
  readonly letters: DeadLetter[] = []
  answer: () => Promise<void> = async () => {}

  readonly record: DeadLetters['record'] = async (letter) => {
    this.letters.push(letter)
    await this.answer()
  }
}

/** Junta cuanto se le dice, errores incluidos, en un texto donde buscar. */
class FakeLogger implements Logger {
  readonly #errors: unknown[] = []
  readonly info = (): void => {}
  readonly error: Logger['error'] = (...told) => void this.#errors.push(told)

  /** Una línea por aviso, sin la pila de cada error: bastan su nombre y su mensaje. */
  get lines(): readonly string[] {
    return this.#errors.map((told) =>
      inspect(told, { depth: 6, breakLength: Infinity })
        .replaceAll(/\n\s+at .*/g, '')
        .replaceAll(/\s*\n\s*/g, ' '),
    )
  }

  get errors(): string {
    return this.lines.join('\n')
  }
}

/** Una cola para un solo test: nadie más usa su prefijo, y al salir no queda nada abierto. */
export class EmailWorld implements AsyncDisposable {
  readonly mailer = new FakeMailer()
  readonly deadLetters = new FakeDeadLetters()
  readonly logger = new FakeLogger()
  readonly prefix: string
  readonly connection: RedisAddress
  /** La cola, vista por quien juzga: con la misma política que pide el paso 1 y nada más. */
  readonly probe: Queue<unknown>
  /** Los trabajos que ha llegado a haber a la vez, según lo preguntado. */
  mostJobs = 0
  readonly #queues: EmailQueue[] = []
  readonly #workers: Worker[] = []
  readonly #gates: (() => void)[] = []

  private constructor(connection: RedisAddress, prefix: string) {
    this.connection = connection
    this.prefix = prefix
    this.probe = new Queue(queueName, {
      connection: { ...connection, ...failFast },
      prefix,
      defaultJobOptions: {
        attempts: 3,
        backoff: { type: 'exponential', delay: 2_000 },
        removeOnComplete: { count: 100 },
        removeOnFail: { count: 500 },
      },
    })
    this.probe.on('error', () => {}) // lo cuenta la pregunta que estuviera en curso
  }

  static async open({ url, prefix }: TestRedis): Promise<EmailWorld> {
    const connection = redisAddress(url)
    await requireRedis(connection)
    return new EmailWorld(connection, `${prefix}:${randomUUID().slice(0, 8)}`)
  }

  createQueue(): EmailQueue {
    const queue = createEmailQueue(this)
    this.#queues.push(queue)
    return queue
  }

  /** Una cola de la tienda con otra política: lo que se encole en ella tiene que seguirla. */
  openQueue(defaultJobOptions: DefaultJobOptions): EmailQueue {
    const { connection, prefix } = this
    const queue: EmailQueue = new Queue(queueName, { connection, prefix, defaultJobOptions })
    queue.on('error', () => {})
    this.#queues.push(queue)
    return queue
  }

  startWorker(start = startEmailWorker): EmailWorker {
    const started = start(this) as EmailWorker | Promise<EmailWorker>
    if (started instanceof Promise) {
      void started.then(({ worker }) => this.#workers.push(worker)).catch(() => {})
      throw new UnmetExpectation({
        happened:
          'startEmailWorker devolvió una promesa: lleva «async», o devuelve lo que la lleva.',
        expected: 'que devuelva { worker, close } sin esperar nada.',
        why: 'quien arranca el worker no tendría a quién pedirle que se apague.',
      })
    }
    this.#workers.push(started.worker)
    return started
  }

  /** Un worker sin código: los trabajos los toma y los falla el test, a mano. */
  openHands(): Worker {
    const hands = new Worker(queueName, null, { connection: this.connection, prefix: this.prefix })
    hands.on('error', () => {})
    this.#workers.push(hands)
    return hands
  }

  /** Una promesa que el test retiene. Se abre al terminar el test, si no antes. */
  gate(): { readonly closed: Promise<void>; readonly open: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gates.push(resolve)
    return { closed: promise, open: resolve }
  }

  /** Cuántos trabajos hay en cada estado de los pedidos, en una sola pregunta. */
  async counts<S extends JobType>(...states: readonly S[]): Promise<Record<S, number>> {
    return (await this.probe.getJobCounts(...states)) as Record<S, number>
  }

  /** Cuántos correos ha recibido el mailer, tras un viaje a Redis: el worker habrá hecho el suyo. */
  async sent(): Promise<number> {
    await this.probe.count()
    return this.mailer.sendings.length
  }

  /** Cuántos fallos definitivos hay apuntados cuando dejan de llegar. */
  async steadyLetters(): Promise<number> {
    return steady(async () => {
      await this.probe.count()
      return this.deadLetters.letters.length
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#gates) open()
    // Sin Redis, el cierre de un worker no acaba nunca: se espera un poco y se corta.
    for (const worker of this.#workers) {
      const closing = await outcomeOf(worker.close(), 1_000)
      if (closing.state !== 'fulfilled') await outcomeOf(worker.disconnect(), 100)
    }
    for (const queue of this.#queues) {
      // Quien encola sin esperar deja un «add» en vuelo, y al cerrar se rechazaría sin nadie.
      await outcomeOf(
        steady(() => queue.getJobCounts(), 3),
        500,
      )
      await outcomeOf(queue.close(), 500)
    }
    await outcomeOf(this.probe.close(), 500)
  }
}
