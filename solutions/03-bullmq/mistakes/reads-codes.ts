/*---
replaces: email-worker.ts
title: 'Leer un código en el texto del error'
seen: 'Un buzón lleno un rato, y ese correo se pierde al primer intento por llevar un 550 en el mensaje.'
rejected-by:
  - step: 4
    test: 'el motivo se conserva aunque el mailer rechace con un texto y no con un Error'
    says: 'El trabajo quedó fallido al primer intento'
  - step: 4
    test: 'un «550» también se reintenta: el mailer no promete códigos'
    says: 'rechazó con un «550» y el trabajo quedó fallido'
---*/
import { type Job, UnrecoverableError, Worker } from 'bullmq'

import { type EmailResult, queueName } from '../src/email-job.ts'
import { parseEmailJob } from '../src/parse-email-job.ts'
import type { EmailWorker, Mailer, WorkerSettings } from '../src/ports.ts'

export function startEmailWorker({
  connection,
  prefix,
  mailer,
  logger,
  deadLetters,
}: WorkerSettings): EmailWorker {
  const worker = new Worker<unknown, EmailResult>(queueName, (job) => sendEmail(job, mailer), {
    connection,
    prefix,
    concurrency: 5,
  })
  worker.on('error', (error) => logger.error('Falló el worker de correo.', error))

  const recording = new Set<Promise<void>>()
  worker.on('failed', (job, error) => {
    if (job?.finishedOn === undefined) return
    const written = record(job, error).finally(() => recording.delete(written))
    recording.add(written)
  })

  async function record(job: Job<unknown>, { message: reason }: Error): Promise<void> {
    try {
      await deadLetters.record({ jobId: String(job.id), data: job.data, reason })
    } catch (error) {
      logger.error(`El trabajo ${job.id} falló para siempre y no se pudo apuntar.`, error)
    }
  }

  return {
    worker,
    async close() {
      await worker.close()
      await Promise.all(recording)
    },
  }
}

async function sendEmail(job: Job<unknown>, mailer: Mailer): Promise<EmailResult> {
  const email = parseEmailJob(job.data)
  try {
    await mailer.send(email, { idempotencyKey: String(job.id) })
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    throw /^5\d\d/.test(error.message) ? new UnrecoverableError(error.message) : error
  }
  return { sentAt: new Date().toISOString() }
}
