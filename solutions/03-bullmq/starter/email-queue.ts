import { Queue } from 'bullmq'

import { type EmailQueue, queueName } from './email-job.ts'
import type { NewUser, QueueSettings } from './ports.ts'

// TODO (paso 1): la política de la cola: cuántos intentos, con qué esperas y cuánto se conserva.
// TODO (paso 6): si la conexión falla, que se entere `logger`.
export function createEmailQueue({ connection, prefix }: QueueSettings): EmailQueue {
  return new Queue(queueName, { connection, prefix })
}

// TODO (paso 2): sale dentro de cinco segundos, y dos veces el mismo usuario es un solo correo.
export async function sendWelcomeEmail(
  queue: EmailQueue,
  { userId, email, name }: NewUser,
): Promise<void> {
  await queue.add('send', { to: email, template: 'welcome', params: { name, userId } })
}
