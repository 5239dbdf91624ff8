import type { Pool } from 'pg'

import type { Broker } from '../../../solutions/05-outbox/src/broker.ts'
import { relayOnce } from '../../../solutions/05-outbox/src/outbox-relay.ts'
import { batchSize, type Contender } from './contender.ts'

/** Acepta al momento: así lo que se mide es la base de datos. */
const broker: Broker = { publish: async () => {} }

/** El relay de la lección 05. */
export function referenceRelay(pool: Pool): Contender {
  return {
    name: 'referencia',
    fill: (count) => fillOutbox(pool, count),
    drainBatch: async () =>
      (await relayOnce({ pool, broker, batchSize, maxAttempts: 5 })).published,
  }
}

/**
 * El que se copia de los tutoriales, arreglado lo justo para que sea correcto: dentro de una transacción
 * y con desempate. Marca de uno en uno y ordena por una fecha sin índice.
 */
export function rowByRowRelay(pool: Pool): Contender {
  return {
    name: 'fila a fila',
    fill: (count) => fillOutbox(pool, count),
    async drainBatch() {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        const { rows } = await client.query<Row>(
          `SELECT * FROM outbox_events
           WHERE processed_at IS NULL
           ORDER BY created_at, id
           LIMIT $1
           FOR UPDATE SKIP LOCKED`,
          [batchSize],
        )
        for (const { id, event_type, aggregate_id, payload, created_at } of rows) {
          await broker.publish({
            id,
            type: event_type,
            aggregateId: aggregate_id,
            payload,
            occurredAt: created_at,
          })
          await client.query('UPDATE outbox_events SET processed_at = now() WHERE id = $1', [id])
        }
        await client.query('COMMIT')
        return rows.length
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      } finally {
        client.release()
      }
    },
  }
}

type Row = {
  readonly id: string
  readonly event_type: string
  readonly aggregate_id: string
  readonly payload: unknown
  readonly created_at: Date
}

/** Como si los pedidos hubieran llegado de uno en uno, un milisegundo detrás de otro. */
async function fillOutbox(pool: Pool, count: number): Promise<void> {
  await pool.query('TRUNCATE outbox_events RESTART IDENTITY')
  await pool.query(
    `INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload, created_at)
     SELECT 'order', n, 'order.placed',
            jsonb_build_object('orderId', n::text, 'email', 'ana@example.com', 'totalCents', 4999),
            timestamptz '2026-03-02 10:00:00Z' + n * interval '1 millisecond'
     FROM generate_series(1, $1::bigint) AS n`,
    [count],
  )
  await pool.query('VACUUM ANALYZE outbox_events') // como lo tendría un autovacuum al día
}
