import type { OutboxMessage } from '../../../solutions/05-outbox/src/broker.ts'

/** Lo que dice el proceso del relay. Llega como JSON: `occurredAt` es un texto. */
export type FromRelay =
  | { readonly kind: 'publish'; readonly message: OutboxMessage }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly reason: string }

/** Lo que el broker le responde: el id de lo que ha aceptado. */
export type ToRelay = { readonly accepted: string }
