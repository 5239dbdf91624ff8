/*---
replaces: place-order.ts
title: 'BEGIN con pool.query'
seen: 'Funciona en desarrollo, con una sola petición a la vez; en producción, cada consulta va por una conexión y no se deshace nada.'
rejected-by:
  - step: 1
    test: 'si el evento no se puede escribir, no hay pedido y quien llama lo sabe'
    says: 'no todo iba en la misma transacción'
  - step: 1
    test: 'si una línea no es válida, no queda nada del pedido'
    says: 'no todo iba en la misma transacción'
---*/
import type { Pool } from 'pg'

import type { NewOrder, OrderPlaced } from '../src/order.ts'

const insertOrder = `
  INSERT INTO orders (user_id, email, total_cents) VALUES ($1, $2, $3) RETURNING id`

const insertItems = `
  INSERT INTO order_items (order_id, product_id, quantity, unit_price_cents)
  SELECT $1, * FROM unnest($2::text[], $3::int[], $4::int[])`

const insertEvent = `
  INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
  VALUES ('order', $1, 'order.placed', $2)`

export async function placeOrder(
  pool: Pool,
  { userId, email, items }: NewOrder,
): Promise<{ orderId: string }> {
  const totalCents = items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0)
  await pool.query('BEGIN')
  try {
    const inserted = await pool.query<{ id: string }>(insertOrder, [userId, email, totalCents])
    const orderId = inserted.rows[0]!.id
    await pool.query(insertItems, [
      orderId,
      items.map(({ productId }) => productId),
      items.map(({ quantity }) => quantity),
      items.map(({ unitPriceCents }) => unitPriceCents),
    ])
    const payload: OrderPlaced = { orderId, userId, email, totalCents, items }
    await pool.query(insertEvent, [orderId, payload])
    await pool.query('COMMIT')
    return { orderId }
  } catch (error) {
    await pool.query('ROLLBACK')
    throw error
  }
}
