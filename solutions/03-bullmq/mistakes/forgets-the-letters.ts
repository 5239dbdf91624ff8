/*---
replaces: email-worker.ts
title: 'Creer que BullMQ espera a quien escucha'
seen: 'Un apagado justo tras un fallo definitivo lo pierde: no consta en ningún sitio.'
rejected-by:
  - step: 6
    test: 'close espera también a que se apunte un fallo definitivo'
    says: 'close() se cumplió con un fallo definitivo a medio apuntar'
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

  worker.on('failed', (job, error) => {
    if (job?.finishedOn === undefined) return
    void record(job, error)
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
    close: () => worker.close(),
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
