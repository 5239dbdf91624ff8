import type { Worker } from 'bullmq'

import type { EmailJobData } from './email-job.ts'
import type { RedisAddress } from './redis-url.ts'

export type Mailer = {
  /**
   * Se cumple cuando el proveedor acepta el correo y se rechaza si no lo acepta. Con una
   * `idempotencyKey` que ya conoce, un proveedor serio no lo manda otra vez.
   */
  send(email: EmailJobData, options: { readonly idempotencyKey: string }): Promise<void>
}

export type Logger = {
  info(message: string, detail?: unknown): void
  error(message: string, detail?: unknown): void
}

/** Un trabajo que ya no se va a intentar más, para que alguien lo mire. */
export type DeadLetter = {
  readonly jobId: string
  /** Lo que se encoló, tal cual: puede que sea lo que está mal. */
  readonly data: unknown
  readonly reason: string
}

export type DeadLetters = { record(letter: DeadLetter): Promise<void> }

export type QueueSettings = {
  readonly connection: RedisAddress
  readonly prefix: string
  readonly logger: Logger
}

export type WorkerSettings = QueueSettings & {
  readonly mailer: Mailer
  readonly deadLetters: DeadLetters
}

export type EmailWorker = {
  readonly worker: Worker
  close(): Promise<void>
}

export type NewUser = {
  readonly userId: string
  readonly email: string
  readonly name: string
}
