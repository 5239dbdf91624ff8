/*---
replaces: email-worker.ts
title: 'Enviar y no esperar al envío'
seen: 'La cola dice «completado» de correos que después fallaron, y no los reintenta.'
rejected-by:
  - step: 3
    test: 'el trabajo sigue activo hasta que el correo ha salido, y su resultado dice cuándo'
    says: 'El trabajo ya estaba completado con el correo a medio enviar'
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
  mailer
    .send(email, { idempotencyKey: String(job.id) })
    .catch((error: unknown) => logger.error(`No salió el correo de ${job.id}.`, error))
  return { sentAt: new Date().toISOString() }
}
