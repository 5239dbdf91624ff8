/*---
replaces: email-worker.ts
title: 'Una clase que abre su conexión y la cierra'
why: 'Abre ella la conexión, así que la cierra ella: BullMQ solo cierra la copia que hace para esperar. Y en vez de guardar promesas en un conjunto, las encadena.'
---*/
import { type Job, Worker } from 'bullmq'
import { Redis } from 'ioredis'

import { type EmailResult, queueName } from '../src/email-job.ts'
import { parseEmailJob } from '../src/parse-email-job.ts'
import type { EmailWorker, WorkerSettings } from '../src/ports.ts'

class EmailConsumer implements EmailWorker {
  readonly worker: Worker<unknown, EmailResult>
  readonly #redis: Redis
  readonly #settings: WorkerSettings
  #recorded: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(settings: WorkerSettings) {
    this.#settings = settings
    // BullMQ exige `null`: un worker espera a Redis lo que haga falta.
    this.#redis = new Redis({ ...settings.connection, maxRetriesPerRequest: null })
    this.worker = new Worker(queueName, (job) => this.#process(job), {
      connection: this.#redis,
      prefix: settings.prefix,
      concurrency: 5,
    })
    this.worker.on('error', this.#report)
    this.worker.on('failed', (job, error) => {
      if (job?.finishedOn) this.#bury(job, error)
    })
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown()
    return this.#closed
  }

  async #shutDown(): Promise<void> {
    await this.worker.close()
    await this.#recorded
    await this.#redis.quit()
  }

  async #process({ id = '', data }: Job<unknown>): Promise<EmailResult> {
    const sending = this.#settings.mailer.send(parseEmailJob(data), { idempotencyKey: id })
    const problem = await sending.then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason : new Error(`${reason}`)),
    )
    if (problem) throw problem
    return { sentAt: new Date().toISOString() }
  }

  #bury({ id = '', data }: Job<unknown>, { message }: Error): void {
    const { deadLetters } = this.#settings
    this.#recorded = this.#recorded
      .then(() => deadLetters.record({ jobId: id, data, reason: message }))
      .catch(this.#report)
  }

  readonly #report = (error: unknown): void => {
    this.#settings.logger.error(error instanceof Error ? error.message : String(error))
  }
}

export function startEmailWorker(settings: WorkerSettings): EmailWorker {
  return new EmailConsumer(settings)
}
