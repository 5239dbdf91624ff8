/*---
replaces: email-worker.ts
title: 'El propio trabajo apunta que es el último'
why: 'Sin escuchar «failed»: quien procesa sabe si el error es definitivo y lo apunta antes de fallar. BullMQ lo espera porque es parte del trabajo. A cambio, no ve los que acaban atascados («stalled»).'
---*/
import { type Job, UnrecoverableError, Worker } from 'bullmq'

import { type EmailResult, queueName } from '../src/email-job.ts'
import { parseEmailJob } from '../src/parse-email-job.ts'
import type { EmailWorker, WorkerSettings } from '../src/ports.ts'

export function startEmailWorker(settings: WorkerSettings): EmailWorker {
  const { connection, prefix, logger, mailer } = settings

  const process = async (job: Job<unknown>): Promise<EmailResult> => {
    try {
      await mailer.send(parseEmailJob(job.data), { idempotencyKey: `email/${job.id}` })
      return { sentAt: new Date().toISOString() }
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(`${thrown}`, { cause: thrown })
      if (isLast(job, error)) await bury(job, error, settings)
      throw error
    }
  }

  const worker = new Worker(queueName, process, { connection, prefix, concurrency: 5 })
  worker.on('error', (error) => logger.error('Falló el worker de correo.', { error }))
  return { worker, close: () => worker.close() }
}

/** Mientras se procesa, `attemptsMade` aún no cuenta el intento en curso. */
function isLast({ attemptsMade, opts }: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || attemptsMade + 1 >= (opts.attempts ?? 1)
}

async function bury(
  { id = '', data }: Job<unknown>,
  { message }: Error,
  { deadLetters, logger }: WorkerSettings,
): Promise<void> {
  await deadLetters
    .record({ jobId: id, data, reason: message })
    .catch((error: unknown) => logger.error(`No se pudo apuntar ${id}: ${String(error)}`))
}
