/*---
replaces: email-queue.ts
title: 'Un identificador con dos puntos, como las claves de Redis'
seen: 'Ningún usuario nuevo recibe su bienvenida: queue.add rechaza siempre.'
rejected-by:
  - step: 2
    test: 'la bienvenida queda en la cola con sus datos y sin salir hasta dentro de 5 s'
    says: 'Custom Id cannot contain :'
  - step: 2
    test: 'la bienvenida del mismo usuario se encola una sola vez, y la de otro también'
    says: 'Custom Id cannot contain :'
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
    jobId: `welcome:${userId}`,
  })
}
