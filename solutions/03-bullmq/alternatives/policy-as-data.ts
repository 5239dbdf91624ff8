/*---
replaces: email-queue.ts
title: 'La política, en una constante aparte y con números'
why: 'Un número y { count } son lo mismo para BullMQ. Con la política fuera, otra cola puede usarla. Y addBulk encola igual que add: vale para uno y para cien.'
---*/
import { type DefaultJobOptions, Queue } from 'bullmq'

import {
  type EmailJobData,
  type EmailQueue,
  type EmailResult,
  queueName,
} from '../src/email-job.ts'
import type { NewUser, QueueSettings } from '../src/ports.ts'

const second = 1_000

const patient: DefaultJobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 2 * second },
  removeOnComplete: 100,
  removeOnFail: 500,
}

export const createEmailQueue = (settings: QueueSettings): EmailQueue => {
  const { connection, prefix, logger } = settings
  return new Queue<EmailJobData, EmailResult, 'send'>(queueName, {
    connection,
    prefix,
    defaultJobOptions: patient,
  }).on('error', ({ message }) => logger.error(`La cola de correo: ${message}`))
}

export function sendWelcomeEmail(queue: EmailQueue, user: NewUser): Promise<void> {
  const job = {
    name: 'send',
    data: {
      to: user.email,
      template: 'welcome',
      params: { userId: user.userId, name: user.name },
    },
    opts: { delay: 5 * second, jobId: ['welcome', user.userId].join('-') },
  } as const
  return queue.addBulk([job]).then(() => undefined)
}
