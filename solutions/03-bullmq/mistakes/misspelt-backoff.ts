/*---
replaces: email-queue.ts
title: 'El tipo de retroceso, en español'
seen: 'Tras el primer fallo, el trabajo se queda activo hasta que se da por atascado, medio minuto o más, y al segundo falla por un motivo que no es el suyo; compila sin avisar.'
rejected-by:
  - step: 1
    test: 'los reintentos esperan 2 s y 4 s, y el tercer fallo es el último'
    says: 'BullMQ no conoce ese tipo de retroceso'
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
      backoff: { type: 'exponencial', delay: 2_000 },
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
  })
}
