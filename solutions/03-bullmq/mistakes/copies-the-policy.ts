/*---
replaces: email-queue.ts
title: 'La política de la cola, copiada en queue.add'
seen: 'Alguien sube los intentos a cinco en la cola, y la bienvenida sigue con tres.'
rejected-by:
  - step: 2
    test: 'la bienvenida sigue la política de la cola y no trae una propia'
    says: 'con una política distinta de la de su cola'
---*/
import { Queue } from 'bullmq'

import { type EmailQueue, queueName } from '../src/email-job.ts'
import type { NewUser, QueueSettings } from '../src/ports.ts'

export function createEmailQueue({ connection, prefix, logger }: QueueSettings): EmailQueue {
  const queue: EmailQueue = new Queue(queueName, {
    connection,
    prefix,
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'exponential', delay: 2_000 },
      removeOnComplete: { count: 100 },
      removeOnFail: { count: 500 },
    },
  })
  queue.on('error', (error) => logger.error('Falló la conexión de la cola de correo.', error))
  return queue
}

export async function sendWelcomeEmail(
  queue: EmailQueue,
  { userId, email, name }: NewUser,
): Promise<void> {
  const data = { to: email, template: 'welcome', params: { name, userId } } as const
  await queue.add('send', data, {
    delay: 5_000,
    jobId: `welcome-${userId}`,
    attempts: 3,
    backoff: { type: 'exponential', delay: 2_000 },
    removeOnComplete: { count: 100 },
    removeOnFail: { count: 500 },
  })
}
