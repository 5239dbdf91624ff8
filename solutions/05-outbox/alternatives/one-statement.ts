/*---
replaces: place-order.ts
title: 'Una sola sentencia, sin BEGIN'
why: 'Una sentencia ya es una transacción: o se aplican los tres INSERT o ninguno. No hay nada que deshacer ni conexión que devolver, y puede ir con pool.query.'
---*/
import type { Pool } from 'pg'

import type { NewOrder } from '../src/order.ts'

const saveEverything = `
  WITH placed AS (
    INSERT INTO orders (user_id, email, total_cents) VALUES ($1, $2, $3) RETURNING id
  ), lines AS (
    INSERT INTO order_items (order_id, product_id, quantity, unit_price_cents)
    SELECT placed.id, "productId", quantity, "unitPriceCents"
    FROM placed, jsonb_to_recordset($4::jsonb)
      AS item ("productId" text, quantity integer, "unitPriceCents" integer)
  )
  INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
  SELECT 'order', id::text, 'order.placed', jsonb_build_object(
    'orderId', id::text, 'userId', $1, 'email', $2, 'totalCents', $3, 'items', $4::jsonb)
  FROM placed
  RETURNING aggregate_id AS "orderId"`

export async function placeOrder(
  pool: Pool,
  { userId, email, items }: NewOrder,
): Promise<{ orderId: string }> {
  let totalCents = 0
  for (const { quantity, unitPriceCents } of items) totalCents += quantity * unitPriceCents
  // pg no convierte una lista en jsonb: hay que pasársela ya como texto.
  const values = [userId, email, totalCents, JSON.stringify(items)]
  const { rows } = await pool.query<{ orderId: string }>(saveEverything, values)
  return rows[0]!
}
