/*---
replaces: email-worker.ts
title: 'Escuchar a toda la cola y no a su worker'
seen: 'Con dos procesos en marcha, cada fallo definitivo se apunta y se atiende dos veces.'
rejected-by:
  - step: 5
    test: 'lo que falla para siempre sin gastar sus intentos se apunta una vez, con su motivo'
    says: 'Con dos workers en marcha se apuntaron 4 fallos de dos trabajos'
---*/
import { type Job, Queue, QueueEvents, Worker } from 'bullmq'

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
  const queue = new Queue<unknown>(queueName, { connection, prefix })
  const events = new QueueEvents(queueName, { connection, prefix })
  queue.on('error', (error) => logger.error('Falló la conexión con los trabajos.', error))
  events.on('error', (error) => logger.error('Falló la conexión con los eventos.', error))
  events.on('failed', ({ jobId, failedReason }) => {
    const written = record(jobId, failedReason).finally(() => recording.delete(written))
    recording.add(written)
  })

  async function record(jobId: string, reason: string): Promise<void> {
    try {
      const job = await queue.getJob(jobId)
      await deadLetters.record({ jobId, data: job?.data, reason })
    } catch (error) {
      logger.error(`El trabajo ${jobId} falló para siempre y no se pudo apuntar.`, error)
    }
  }

  return {
    worker,
    async close() {
      await worker.close()
      await events.close()
      await Promise.all(recording)
      await queue.close()
    },
  }
}

async function sendEmail(job: Job<unknown>, mailer: Mailer): Promise<EmailResult> {
  const email = parseEmailJob(job.data)
  try {
    await mailer.send(email, { idempotencyKey: String(job.id) })
  } catch (thrown) {
    throw thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  return { sentAt: new Date().toISOString() }
}
