import type { Queue } from 'bullmq'

/** El nombre por el que se encuentran la cola y sus workers. */
export const queueName = 'email'

export const templates = ['welcome', 'order_confirmation', 'password_reset'] as const
export type Template = (typeof templates)[number]

export type EmailJobData = {
  readonly to: string
  readonly template: Template
  readonly params: Readonly<Record<string, string>>
}

/** Lo que devuelve el worker. Va a Redis como JSON: por eso `sentAt` es un texto y no un `Date`. */
export type EmailResult = { readonly sentAt: string }

export type EmailQueue = Queue<EmailJobData, EmailResult, 'send'>
