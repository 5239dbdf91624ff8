/*---
replaces: email-worker.ts
title: 'Todos los problemas a la vez, y sin expresiones regulares'
why: 'Junta cuanto está mal antes de rendirse: quien corrige el dato lo corrige una vez. La dirección se parte por la arroba en lugar de describirla con un patrón.'
---*/
import { UnrecoverableError, Worker } from 'bullmq'

import { type EmailJobData, type EmailResult, queueName, templates } from '../src/email-job.ts'
import type { EmailWorker, WorkerSettings } from '../src/ports.ts'

const known = new Set<unknown>(templates)

function problemsOf(raw: unknown): readonly string[] {
  const { to, template, params } = Object(raw) as Record<string, unknown>
  return [
    ...(known.has(template) ? [] : [`la plantilla ${JSON.stringify(template)} no existe`]),
    ...(isAddress(to) ? [] : [`a ${JSON.stringify(to)} no se le puede escribir`]),
    ...(areTexts(params) ? [] : [`los parámetros ${JSON.stringify(params)} no son de texto`]),
  ]
}

function isAddress(to: unknown): boolean {
  if (typeof to !== 'string' || to.split(/\s/).length > 1) return false
  const parts = to.split('@')
  return parts.length === 2 && parts.every((part) => part.length > 0)
}

function areTexts(params: unknown): boolean {
  if (params === null || typeof params !== 'object' || Array.isArray(params)) return false
  return Object.values(params).every((value) => typeof value === 'string')
}

export function startEmailWorker(settings: WorkerSettings): EmailWorker {
  const { connection, prefix, mailer, logger, deadLetters } = settings
  const pending: Promise<void>[] = []

  const worker = new Worker<unknown, EmailResult>(
    queueName,
    async ({ id, data }) => {
      const problems = problemsOf(data)
      if (problems.length > 0) throw new UnrecoverableError(problems.join('; '))
      await asError(mailer.send(data as EmailJobData, { idempotencyKey: `${id}` }))
      return { sentAt: new Date().toISOString() }
    },
    { connection, prefix, concurrency: 5 },
  )

  worker
    .on('error', (error) => logger.error(error.message, error))
    .on('failed', (job, { message: reason }) => {
      if (!job?.finishedOn) return
      const recorded = async () =>
        deadLetters.record({ jobId: `${job.id}`, data: job.data, reason })
      pending.push(recorded().catch((error) => logger.error(`Sin apuntar: ${job.id}`, error)))
    })

  return {
    worker,
    close: () =>
      worker
        .close()
        .then(() => Promise.all(pending))
        .then(() => {}),
  }
}

async function asError(sending: Promise<void>): Promise<void> {
  return sending.catch((thrown) => {
    throw thrown instanceof Error ? thrown : new Error(String(thrown))
  })
}
