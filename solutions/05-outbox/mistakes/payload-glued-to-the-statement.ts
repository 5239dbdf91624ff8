/*---
replaces: place-order.ts
title: 'El payload, pegado a la sentencia'
seen: 'Todo va bien hasta que compra alguien que se apellida O''Hara; o alguien que sabe cerrar esa comilla y seguir escribiendo SQL.'
rejected-by:
  - step: 1
    test: 'un pedido queda guardado con sus líneas y su importe'
    says: 'Un texto con una comilla, pegado a la sentencia'
---*/
import type { Pool } from 'pg'

import type { NewOrder, OrderPlaced } from '../src/order.ts'

const insertOrder = `
  INSERT INTO orders (user_id, email, total_cents) VALUES ($1, $2, $3) RETURNING id`

const insertItems = `
  INSERT INTO order_items (order_id, product_id, quantity, unit_price_cents)
  SELECT $1, * FROM unnest($2::text[], $3::int[], $4::int[])`

const insertEvent = (payload: OrderPlaced) => `
  INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
  VALUES ('order', $1, 'order.placed', '${JSON.stringify(payload)}')`

/** Guarda el pedido y el evento que lo cuenta, o ninguno de los dos. */
export async function placeOrder(
  pool: Pool,
  { userId, email, items }: NewOrder,
): Promise<{ orderId: string }> {
  const totalCents = items.reduce((sum, item) => sum + item.quantity * item.unitPriceCents, 0)

  // La transacción es de la conexión: con pool.query, cada INSERT podría ir por una distinta.
  const client = await pool.connect()
  client.on('error', ignore) // si la conexión muere, ya lo dice la consulta en curso
  try {
    await client.query('BEGIN')
    const inserted = await client.query<{ id: string }>(insertOrder, [userId, email, totalCents])
    const orderId = inserted.rows[0]!.id
    await client.query(insertItems, [
      orderId,
      items.map(({ productId }) => productId),
      items.map(({ quantity }) => quantity),
      items.map(({ unitPriceCents }) => unitPriceCents),
    ])
    const payload: OrderPlaced = { orderId, userId, email, totalCents, items }
    await client.query(insertEvent(payload), [orderId])
    await client.query('COMMIT') // también puede fallar: solo después hay pedido
    return { orderId }
  } catch (error) {
    // Sin esto, la conexión volvería al pool con la transacción rota a cuestas.
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** Una conexión muerta no puede deshacer nada, pero PostgreSQL ya lo ha hecho por ella. */
function ignore(): void {}
