/*---
replaces: email-queue.ts
title: 'Encolar sin esperar a la cola'
seen: 'Con Redis caído, la página de registro dice que todo ha ido bien y el correo no existe.'
rejected-by:
  - step: 2
    test: 'sendWelcomeEmail termina cuando Redis ha aceptado el trabajo, y cuenta si no pudo'
    says: 'se cumplió antes de que Redis contestara'
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
  void queue.add('send', data, {
    delay: 5_000,
    jobId: `welcome-${userId}`,
  })
}
