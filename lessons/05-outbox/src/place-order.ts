import type { Pool } from 'pg'

import type { NewOrder } from './order.ts'

const insertOrder = `
  INSERT INTO orders (user_id, email, total_cents) VALUES ($1, $2, $3) RETURNING id`

const insertEvent = `
  INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
  VALUES ('order', $1, 'order.placed', $2)`

// TODO (paso 1): que el pedido, sus líneas y su evento se guarden juntos o no se guarde ninguno.
// Hoy las líneas se pierden, y cada INSERT se confirma por su cuenta.
export async function placeOrder(
  pool: Pool,
  { userId, email, items }: NewOrder,
): Promise<{ orderId: string }> {
  const totalCents = items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0)

  const inserted = await pool.query<{ id: string }>(insertOrder, [userId, email, totalCents])
  const orderId = inserted.rows[0]!.id

  await pool.query(insertEvent, [orderId, { orderId, userId, email, totalCents, items }])
  return { orderId }
}
