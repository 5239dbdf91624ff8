/*---
replaces: projection.ts
title: 'Un solo upsert para cualquier evento'
why: 'Cada evento aporta las columnas que conoce y deja a NULL las demás: COALESCE conserva lo que ya había y la versión mayor decide el estado. Añadir un evento no añade SQL.'
---*/
import type { ClientBase, Pool } from 'pg'

import { readEvents } from '../src/event-log.ts'
import type { OrderEvent } from '../src/order-event.ts'

const apply = `
  INSERT INTO order_read_models AS known
    (id, version, status, user_id, user_email, user_name, product_names, total_cents, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (id) DO UPDATE SET
    status = CASE WHEN excluded.version > known.version THEN excluded.status ELSE known.status END,
    version = GREATEST(known.version, excluded.version),
    user_id = COALESCE(known.user_id, excluded.user_id),
    user_email = COALESCE(known.user_email, excluded.user_email),
    user_name = COALESCE(known.user_name, excluded.user_name),
    product_names = COALESCE(known.product_names, excluded.product_names),
    total_cents = COALESCE(known.total_cents, excluded.total_cents),
    created_at = COALESCE(known.created_at, excluded.created_at)`

export async function project(db: Pool | ClientBase, event: OrderEvent): Promise<void> {
  const { orderId, version } = event
  const shown = event.type === 'order.placed' ? event.data : undefined
  await db.query(apply, [
    orderId,
    version,
    event.type === 'order.placed' ? 'placed' : 'cancelled',
    shown?.userId,
    shown?.userEmail,
    shown?.userName,
    shown?.productNames,
    shown?.totalCents,
    shown && event.occurredAt,
  ])
}

export async function rebuild(db: Pool): Promise<void> {
  const client = await db.connect()
  client.on('error', ignore) // si la conexión muere, ya lo dice la consulta en curso
  let failed = true
  try {
    await client.query('BEGIN; LOCK TABLE order_read_models IN EXCLUSIVE MODE')
    await client.query('DELETE FROM order_read_models')
    const events = await readEvents(client)
    for (const event of events) await project(client, event)
    await client.query('COMMIT')
    failed = false
  } finally {
    client.off('error', ignore)
    client.release(failed) // cerrar la conexión también deshace lo que tenía a medias
  }
}

function ignore(): void {}
