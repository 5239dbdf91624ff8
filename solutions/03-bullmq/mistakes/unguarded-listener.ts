/*---
replaces: email-worker.ts
title: 'Una escucha asíncrona sin red'
seen: 'El día que no se puede apuntar un fallo, cae el proceso con los otros correos a medias.'
rejected-by:
  - step: 5
    test: 'si no se puede apuntar, se entera el logger y el worker sigue trabajando'
    says: 'deadLetters rechazó y nadie atendió ese error'
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
  worker.on('failed', (job, { message: reason }) => {
    if (job?.finishedOn === undefined) return
    const { id, data } = job
    const written = deadLetters.record({ jobId: String(id), data, reason })
    recording.add(written)
    void written.finally(() => recording.delete(written))
  })

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
    throw thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  return { sentAt: new Date().toISOString() }
}
