import { randomUUID } from 'node:crypto'

import { type Job, Worker } from 'bullmq'

import { type EmailResult, queueName } from './email-job.ts'
import { parseEmailJob } from './parse-email-job.ts'
import type { EmailWorker, WorkerSettings } from './ports.ts'

// TODO (paso 3): cinco correos a la vez.
// TODO (paso 5): lo que falla para siempre se apunta en `deadLetters`, una sola vez.
// TODO (paso 6): cerrar sin dejar nada a medias, y que los errores de conexión lleguen a `logger`.
export function startEmailWorker(settings: WorkerSettings): EmailWorker {
  const { connection, prefix } = settings
  const worker = new Worker<unknown, EmailResult>(queueName, (job) => sendEmail(job, settings), {
    connection,
    prefix,
  })
  return { worker, close: () => worker.close(true) }
}

// TODO (paso 3): el trabajo termina cuando el correo ha salido, no antes.
// TODO (paso 4): si el correo falla, BullMQ tiene que saberlo; y repetirlo no puede mandar dos.
async function sendEmail(
  job: Job<unknown>,
  { mailer, logger }: WorkerSettings,
): Promise<EmailResult> {
  const email = parseEmailJob(job.data)
  mailer
    .send(email, { idempotencyKey: randomUUID() })
    .catch((error: unknown) => logger.error(`No salió el correo de ${job.id}.`, error))
  return { sentAt: new Date().toISOString() }
}
