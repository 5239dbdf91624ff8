/** Lo que sale de la tienda. */
export type OutboxMessage = {
  /** El de la fila de `outbox_events`. Si el mensaje llega dos veces, en las dos es el mismo. */
  readonly id: string
  readonly type: string
  readonly aggregateId: string
  readonly payload: unknown
  readonly occurredAt: Date
}

export type Broker = {
  /** Se cumple cuando el broker ya responde del mensaje, y no antes. */
  publish(message: OutboxMessage): Promise<void>
}
