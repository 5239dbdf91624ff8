/*---
replaces: email-worker.ts
title: 'Un error con contexto, y el motivo que guarda BullMQ'
why: 'Envuelve lo que dijo el mailer con lo que se intentaba hacer, y conserva el original en `cause`. El motivo se lee del propio trabajo, que es lo que verá quien lo busque en la cola.'
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
  worker.on('failed', (job) => {
    if (job?.finishedOn === undefined) return
    const written = record(job).finally(() => recording.delete(written))
    recording.add(written)
  })

  async function record({ id, data, failedReason }: Job<unknown>): Promise<void> {
    try {
      await deadLetters.record({ jobId: String(id), data, reason: failedReason })
    } catch (error) {
      logger.error(`El trabajo ${id} falló para siempre y no se pudo apuntar.`, error)
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
    await mailer.send(email, { idempotencyKey: `email/${job.id}` })
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`No salió el correo para ${email.to}: ${said}`, { cause })
  }
  return { sentAt: new Date().toISOString() }
}
