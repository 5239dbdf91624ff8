/*---
replaces: email-worker.ts
title: 'Anotar el error y seguir'
seen: 'El registro de errores está lleno, y en la cola todo aparece como completado.'
rejected-by:
  - step: 4
    test: 'si el correo falla, el trabajo espera 2 s, luego 4 s, y al tercer fallo se rinde'
    says: 'BullMQ nunca supo del error'
  - step: 4
    test: 'el motivo se conserva aunque el mailer rechace con un texto y no con un Error'
    says: 'El trabajo quedó completado'
---*/
import { type Job, Worker } from 'bullmq'

import { type EmailResult, queueName } from '../src/email-job.ts'
import { parseEmailJob } from '../src/parse-email-job.ts'
import type { EmailWorker, Logger, Mailer, WorkerSettings } from '../src/ports.ts'

export function startEmailWorker({
  connection,
  prefix,
  mailer,
  logger,
  deadLetters,
}: WorkerSettings): EmailWorker {
  const worker = new Worker<unknown, EmailResult>(
    queueName,
    (job) => sendEmail(job, mailer, logger),
    {
      connection,
      prefix,
      concurrency: 5,
    },
  )
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

async function sendEmail(job: Job<unknown>, mailer: Mailer, logger: Logger): Promise<EmailResult> {
  const email = parseEmailJob(job.data)
  try {
    await mailer.send(email, { idempotencyKey: String(job.id) })
  } catch (error) {
    logger.error(`No salió el correo de ${job.id}.`, error)
  }
  return { sentAt: new Date().toISOString() }
}
