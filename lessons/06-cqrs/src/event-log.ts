import type { ClientBase, Pool } from 'pg'

import type { OrderCancelled, OrderEvent, OrderPlaced } from './order-event.ts'

export type NewEvent = Omit<OrderPlaced, 'occurredAt'> | Omit<OrderCancelled, 'occurredAt'>

/** Lo añade por esa conexión: si hay una transacción abierta en ella, va dentro. */
export async function appendEvent(client: Pool | ClientBase, event: NewEvent): Promise<void> {
  await client.query(
    'INSERT INTO order_events (order_id, version, type, data) VALUES ($1, $2, $3, $4)',
    [event.orderId, event.version, event.type, event.data],
  )
}

/** Todo lo que ha pasado, en orden; o solo lo de un pedido. */
export async function readEvents(
  client: Pool | ClientBase,
  orderId?: string,
): Promise<OrderEvent[]> {
  const { rows } = await client.query<OrderEvent>(
    `SELECT order_id AS "orderId", version, type, data, occurred_at AS "occurredAt"
     FROM order_events
     WHERE $1::text IS NULL OR order_id = $1
     ORDER BY position`,
    [orderId ?? null],
  )
  return rows
}
