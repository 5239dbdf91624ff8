import { type Job, Worker } from 'bullmq'

import { type EmailResult, queueName } from './email-job.ts'
import { parseEmailJob } from './parse-email-job.ts'
import type { EmailWorker, Mailer, WorkerSettings } from './ports.ts'

/** Entrega al menos una vez: si el proceso muere tras enviar y antes de anotarlo, se repite. */
export function startEmailWorker({
  connection,
  prefix,
  mailer,
  logger,
  deadLetters,
}: WorkerSettings): EmailWorker {
  // `unknown` y no `EmailJobData`: ponerlo aquí sería una promesa que nadie comprueba.
  const worker = new Worker<unknown, EmailResult>(queueName, (job) => sendEmail(job, mailer), {
    connection,
    prefix,
    concurrency: 5, // cinco por worker: con dos procesos, diez
  })
  worker.on('error', (error) => logger.error('Falló el worker de correo.', error))

  // #region dead-letters
  const recording = new Set<Promise<void>>()
  worker.on('failed', (job, error) => {
    // «failed» suena en cada intento fallido. Solo el definitivo tiene `finishedOn`, también cuando
    // quedaban intentos y el error era irrecuperable.
    if (job?.finishedOn === undefined) return
    const written = record(job, error).finally(() => recording.delete(written))
    recording.add(written)
  })

  // Nadie espera a lo que hace una escucha («listener»): si rechazara, tumbaría el proceso.
  async function record(job: Job<unknown>, { message: reason }: Error): Promise<void> {
    try {
      await deadLetters.record({ jobId: String(job.id), data: job.data, reason })
    } catch (error) {
      logger.error(`El trabajo ${job.id} falló para siempre y no se pudo apuntar.`, error)
    }
  }
  // #endregion dead-letters

  return {
    worker,
    // #region close
    async close() {
      await worker.close() // no toma trabajos nuevos, espera a los activos y suelta sus conexiones
      await Promise.all(recording)
    },
    // #endregion close
  }
}

// #region process
async function sendEmail(job: Job<unknown>, mailer: Mailer): Promise<EmailResult> {
  const email = parseEmailJob(job.data)
  try {
    // La misma clave en todos los intentos: es lo que permite no mandar dos veces el mismo correo.
    await mailer.send(email, { idempotencyKey: String(job.id) })
  } catch (thrown) {
    // De lo que no es un `Error`, BullMQ pierde el motivo. No se traga nada: fallar es reintentar.
    throw thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  return { sentAt: new Date().toISOString() }
}
// #endregion process
