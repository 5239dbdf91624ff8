/*---
replaces: projection.ts
title: 'Un cerrojo por pedido'
why: 'pg_advisory_xact_lock pone en fila a los proyectores de un mismo pedido, aunque la fila aún no exista, y deja leer, decidir en TypeScript y escribir. A cambio hace falta una transacción, y antes del cerrojo va la tabla: si no, lo leído podría ser de antes de una reconstrucción.'
---*/
import { type ClientBase, Pool } from 'pg'

import { readEvents } from '../src/event-log.ts'
import type { OrderEvent, OrderPlaced } from '../src/order-event.ts'

type Row = {
  readonly status: 'placed' | 'cancelled'
  readonly version: number
  /** Lo que trae «order.placed», si ya ha llegado. */
  readonly placed?: OrderPlaced['data'] & { readonly occurredAt: Date }
}

/** Qué dice la fila después de un evento que puede ser viejo, repetido o el primero en llegar. */
function evolve(row: Row | undefined, event: OrderEvent): Row {
  switch (event.type) {
    case 'order.placed': {
      const placed = { ...event.data, occurredAt: event.occurredAt }
      return { status: row?.status ?? 'placed', version: row?.version ?? event.version, placed }
    }
    case 'order.cancelled':
      return { ...row, status: 'cancelled', version: event.version }
  }
}

/** Un pool no tiene transacción: se le abre una. Una conexión prestada trae la suya. */
export async function project(db: Pool | ClientBase, event: OrderEvent): Promise<void> {
  if (db instanceof Pool) await inTransaction(db, (client) => projectAlone(client, event))
  else await projectAlone(db, event)
}

/** Siempre en este orden, la tabla y después el pedido: dos que bloquean lo mismo no se cruzan. */
async function projectAlone(client: ClientBase, event: OrderEvent): Promise<void> {
  await client.query('LOCK TABLE order_read_models IN ROW EXCLUSIVE MODE')
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [event.orderId])
  await apply(client, event)
}

async function apply(client: ClientBase, event: OrderEvent): Promise<void> {
  await write(client, event.orderId, evolve(await read(client, event.orderId), event))
}

async function read(client: ClientBase, orderId: string): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(
    `SELECT status, version,
            CASE WHEN created_at IS NOT NULL THEN
              jsonb_build_object('userId', user_id, 'userEmail', user_email, 'userName', user_name,
                'productNames', product_names, 'totalCents', total_cents, 'occurredAt', created_at)
            END AS placed
     FROM order_read_models WHERE id = $1`,
    [orderId],
  )
  return rows[0]
}

async function write(client: ClientBase, orderId: string, row: Row): Promise<void> {
  const { status, version, placed } = row
  await client.query(
    `INSERT INTO order_read_models
       (id, status, version, user_id, user_email, user_name, product_names, total_cents, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (id) DO UPDATE SET
       status = excluded.status, version = excluded.version, user_id = excluded.user_id,
       user_email = excluded.user_email, user_name = excluded.user_name,
       product_names = excluded.product_names, total_cents = excluded.total_cents,
       created_at = excluded.created_at`,
    [
      orderId,
      status,
      version,
      placed?.userId,
      placed?.userEmail,
      placed?.userName,
      placed?.productNames,
      placed?.totalCents,
      placed?.occurredAt,
    ],
  )
}

export async function rebuild(db: Pool): Promise<void> {
  await inTransaction(db, async (client) => {
    // Con la tabla parada no hace falta el cerrojo de cada pedido: nadie más escribe.
    await client.query('LOCK TABLE order_read_models IN SHARE ROW EXCLUSIVE MODE')
    await client.query('DELETE FROM order_read_models')
    for (const event of await readEvents(client)) await apply(client, event)
  })
}

async function inTransaction(db: Pool, run: (client: ClientBase) => Promise<void>): Promise<void> {
  const client = await db.connect()
  client.on('error', ignore) // si la conexión muere, ya lo dice la consulta en curso
  try {
    await client.query('BEGIN')
    await run(client)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** Una conexión muerta no puede deshacer nada, pero PostgreSQL ya lo ha hecho por ella. */
function ignore(): void {}
