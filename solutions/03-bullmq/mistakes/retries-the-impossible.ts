/*---
replaces: email-worker.ts
title: 'Un Error corriente para lo que no tiene arreglo'
seen: 'Cada dirección mal escrita ocupa la cola tres veces y su fallo llega seis segundos tarde.'
rejected-by:
  - step: 5
    test: 'lo que no se puede enviar falla al primer intento y no llega al mailer'
    says: 'van a reintentarse'
---*/
import { type Job, Worker } from 'bullmq'

import {
  type EmailJobData,
  type EmailResult,
  queueName,
  type Template,
  templates,
} from '../src/email-job.ts'
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
  } catch (thrown) {
    throw thrown instanceof Error ? thrown : new Error(String(thrown))
  }
  return { sentAt: new Date().toISOString() }
}

function parseEmailJob(raw: unknown): EmailJobData {
  if (!isRecord(raw)) throw impossible('los datos no son un objeto', raw)
  const { to, template, params } = raw
  if (!isTemplate(template)) throw impossible('no existe esa plantilla', template)
  if (!isAddress(to)) throw impossible('no es una dirección de correo', to)
  if (!isTexts(params)) throw impossible('los parámetros no son todos de texto', params)
  return { to, template, params }
}

function impossible(what: string, value: unknown): Error {
  return new Error(`No se puede enviar: ${what} (${JSON.stringify(value)}).`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTemplate(value: unknown): value is Template {
  return templates.some((template) => template === value)
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string')
}
