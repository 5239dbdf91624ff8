/*---
replaces: email-queue.ts
title: 'Quitar el trabajo y ponerlo otra vez'
seen: 'Quien recarga la página al día siguiente recibe otra bienvenida, y quien insiste no la recibe nunca.'
rejected-by:
  - step: 2
    test: 'pulsar otra vez no cambia la bienvenida encolada, ni la repite si ya salió'
    says: 'La segunda pulsación cambió el trabajo'
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
  await queue.remove(`welcome-${userId}`)
  await queue.add('send', data, {
    delay: 5_000,
    jobId: `welcome-${userId}`,
  })
}
