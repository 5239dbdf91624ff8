/*---
replaces: email-worker.ts
title: 'Lanzar un texto en vez de un Error'
seen: 'Los trabajos fallan y en ninguno consta por qué.'
rejected-by:
  - step: 4
    test: 'si el correo falla, el trabajo espera 2 s, luego 4 s, y al tercer fallo se rinde'
    says: 'no consta por qué falló el mailer'
---*/
import { type Job, Worker } from 'bullmq'

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
  } catch (error) {
    // oxlint-disable-next-line no-throw-literal, only-throw-error -- es el error que se enseña
    throw `No salió el correo: ${error instanceof Error ? error.message : String(error)}`
  }
  return { sentAt: new Date().toISOString() }
}
