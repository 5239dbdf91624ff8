import { Queue } from 'bullmq'

import { type EmailQueue, queueName } from './email-job.ts'
import type { NewUser, QueueSettings } from './ports.ts'

export function createEmailQueue({ connection, prefix, logger }: QueueSettings): EmailQueue {
  const queue: EmailQueue = new Queue(queueName, {
    connection,
    prefix,
    // #region policy
    defaultJobOptions: {
      // El primer intento también cuenta: con 3 hay dos esperas, de 2 s y de 4 s. No hay una de 8.
      attempts: 3,
      backoff: { type: 'exponential', delay: 2_000 },
      // Sin tope, Redis guarda en memoria todos los trabajos de la historia de la tienda.
      removeOnComplete: { count: 100 },
      removeOnFail: { count: 500 },
    },
    // #endregion policy
  })
  // Sin nadie que los escuche, BullMQ los escribe en la consola y ahí se quedan.
  queue.on('error', (error) => logger.error('Falló la conexión de la cola de correo.', error))
  return queue
}

// #region enqueue
export async function sendWelcomeEmail(
  queue: EmailQueue,
  { userId, email, name }: NewUser,
): Promise<void> {
  const data = { to: email, template: 'welcome', params: { name, userId } } as const
  await queue.add('send', data, {
    delay: 5_000, // al menos: si no hay un worker libre, serán más
    // El mismo usuario es el mismo trabajo mientras siga en Redis. El guion no es un capricho:
    // BullMQ rechaza un identificador con «:» o hecho solo de cifras.
    jobId: `welcome-${userId}`,
  })
}
// #endregion enqueue
