/*---
replaces: projection.ts
title: 'Quitar solo lo que sobra y proyectar encima'
seen: 'Se reconstruye para arreglar un pedido que consta como cancelado, y después sigue constando como cancelado.'
rejected-by:
  - step: 6
    test: 'reconstruir arregla lo estropeado y quita lo que nunca pasó'
    says: 'La fila de ord_3 estaba estropeada'
---*/
import type { ClientBase, Pool } from 'pg'

import { readEvents } from '../src/event-log.ts'
import type { OrderEvent } from '../src/order-event.ts'

// Si la fila ya está, o este evento es un duplicado o la cancelación llegó antes. En los dos casos
// se completan los datos y no se tocan ni status ni version: lo que haya es más nuevo, o es igual.
const applyPlaced = `
  INSERT INTO order_read_models
    (id, status, version, user_id, user_email, user_name, product_names, total_cents, created_at)
  VALUES ($1, 'placed', $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (id) DO UPDATE SET
    user_id = excluded.user_id,
    user_email = excluded.user_email,
    user_name = excluded.user_name,
    product_names = excluded.product_names,
    total_cents = excluded.total_cents,
    created_at = excluded.created_at`

// Si el pedido no ha llegado, queda apuntado que está cancelado. Un UPDATE no dejaría rastro.
const applyCancelled = `
  INSERT INTO order_read_models (id, status, version) VALUES ($1, 'cancelled', $2)
  ON CONFLICT (id) DO UPDATE SET status = 'cancelled', version = excluded.version`

/**
 * Lleva un evento al modelo de lectura. Todo sale del evento, ni reloj ni otras tablas; así, da
 * igual cuántas veces llegue, cuándo y en qué orden. Cada evento es una sola sentencia: dos
 * proyectores a la vez no se pisan.
 */
export async function project(db: Pool | ClientBase, event: OrderEvent): Promise<void> {
  const { orderId, version } = event
  switch (event.type) {
    case 'order.placed': {
      const { userId, userEmail, userName, productNames, totalCents } = event.data
      const shown = [userId, userEmail, userName, productNames, totalCents, event.occurredAt]
      await db.query(applyPlaced, [orderId, version, ...shown])
      return
    }
    case 'order.cancelled':
      await db.query(applyCancelled, [orderId, version])
      return
    default:
      unreachable(event)
  }
}

/** Vuelve a hacer la tabla de lectura desde el primer evento. Mientras dura, se sigue leyendo. */
export async function rebuild(db: Pool): Promise<void> {
  const client = await db.connect()
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    // Los proyectores esperan y los lectores no. TRUNCATE los haría esperar a todos.
    await client.query('LOCK TABLE order_read_models IN SHARE ROW EXCLUSIVE MODE')
    await client.query(
      'DELETE FROM order_read_models WHERE id NOT IN (SELECT order_id FROM order_events)',
    )
    // Los eventos se leen con la tabla ya parada: al revés, lo que alguien proyectara entre
    // medias se borraría sin que nadie lo repusiera.
    for (const event of await readEvents(client)) await project(client, event)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** Si mañana se añade un evento y nadie lo proyecta, esto deja de compilar. */
function unreachable(event: never): never {
  throw new Error(`Nadie sabe proyectar este evento: ${JSON.stringify(event)}`)
}

/** Una conexión muerta no puede deshacer nada, pero PostgreSQL ya lo ha hecho por ella. */
function ignore(): void {}
