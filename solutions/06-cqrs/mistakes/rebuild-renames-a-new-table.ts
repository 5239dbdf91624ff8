/*---
replaces: projection.ts
title: 'Llenar una tabla nueva y cambiarle el nombre'
seen: 'En desarrollo es instantáneo. En producción, un informe largo tiene la tabla a medio leer: el cambio de nombre lo espera, y «Mis pedidos» entero espera detrás. Y la tabla nueva no trae ni los permisos ni los triggers de la vieja.'
rejected-by:
  - step: 6
    test: 'mientras se reconstruye se sigue leyendo, sin huecos y sin esperar'
    says: 'se quedó esperando a que terminara'
---*/
import type { ClientBase, Pool } from 'pg'

import { readEvents } from '../src/event-log.ts'
import type { OrderEvent } from '../src/order-event.ts'

// Si la fila ya está, o este evento es un duplicado o la cancelación llegó antes. En los dos casos
// se completan los datos y no se tocan ni status ni version: lo que haya es más nuevo, o es igual.
const applyPlaced = (table: string) => `
  INSERT INTO ${table}
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
const applyCancelled = (table: string) => `
  INSERT INTO ${table} (id, status, version) VALUES ($1, 'cancelled', $2)
  ON CONFLICT (id) DO UPDATE SET status = 'cancelled', version = excluded.version`

/**
 * Lleva un evento al modelo de lectura. Todo sale del evento, ni reloj ni otras tablas; así, da
 * igual cuántas veces llegue, cuándo y en qué orden. Cada evento es una sola sentencia: dos
 * proyectores a la vez no se pisan.
 */
export async function project(
  db: Pool | ClientBase,
  event: OrderEvent,
  table = 'order_read_models',
): Promise<void> {
  const { orderId, version } = event
  switch (event.type) {
    case 'order.placed': {
      const { userId, userEmail, userName, productNames, totalCents } = event.data
      const shown = [userId, userEmail, userName, productNames, totalCents, event.occurredAt]
      await db.query(applyPlaced(table), [orderId, version, ...shown])
      return
    }
    case 'order.cancelled':
      await db.query(applyCancelled(table), [orderId, version])
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
    // Los proyectores esperan; los lectores siguen con la tabla de antes.
    await client.query('LOCK TABLE order_read_models IN SHARE ROW EXCLUSIVE MODE')
    await client.query('CREATE TABLE order_read_models_new (LIKE order_read_models INCLUDING ALL)')
    // Los eventos se leen con la tabla ya parada: al revés, lo que alguien proyectara entre
    // medias se borraría sin que nadie lo repusiera.
    for (const event of await readEvents(client))
      await project(client, event, 'order_read_models_new')
    await client.query('ALTER TABLE order_read_models RENAME TO order_read_models_old')
    await client.query('ALTER TABLE order_read_models_new RENAME TO order_read_models')
    await client.query('DROP TABLE order_read_models_old')
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
