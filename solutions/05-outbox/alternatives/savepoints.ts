/*---
replaces: outbox-relay.ts
title: 'Marcar antes de publicar, dentro de la transacción'
why: 'Hasta el COMMIT nadie más ve la marca. Cada evento va en su SAVEPOINT: si el broker lo rechaza, se deshace su marca y el resto del lote sigue siendo válido. Si lo que falla es el SQL, se deshace el lote: no es culpa del broker.'
---*/
import { setTimeout as pause } from 'node:timers/promises'

import type { Pool } from 'pg'

import type { Broker } from '../src/broker.ts'

export type RelayOptions = {
  readonly pool: Pool
  readonly broker: Broker
  /** Cuántos eventos se intentan publicar, como mucho, en una vuelta. */
  readonly batchSize: number
  /** A los cuántos intentos fallidos se aparta un evento. */
  readonly maxAttempts: number
}

export type RelayResult = { readonly published: number; readonly failed: number }

export type LoopOptions = RelayOptions & {
  /** Cuánto se descansa entre dos vueltas: si no hay nada que publicar, y tras un fallo. */
  readonly everyMs: number
  readonly signal: AbortSignal
  /** Se entera de las vueltas que fallan; el bucle sigue. */
  readonly onError: (error: unknown) => void
}

type PendingEvent = {
  readonly id: string
  readonly event_type: string
  readonly aggregate_id: string
  readonly payload: unknown
  readonly created_at: Date
}

const claimEvents = `
  SELECT id, event_type, aggregate_id, payload, created_at
  FROM outbox_events AS event
  WHERE processed_at IS NULL
    AND attempts < $2
    AND NOT EXISTS (
      SELECT FROM outbox_events AS earlier
      WHERE earlier.processed_at IS NULL
        AND earlier.aggregate_type = event.aggregate_type
        AND earlier.aggregate_id = event.aggregate_id
        AND earlier.id < event.id
    )
  ORDER BY id
  LIMIT $1
  FOR UPDATE SKIP LOCKED`

const markPublished = 'UPDATE outbox_events SET processed_at = now() WHERE id = $1'

const markFailed = `
  UPDATE outbox_events SET attempts = attempts + 1, last_error = $2 WHERE id = $1`

export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const { pool, broker, batchSize, maxAttempts } = options
  const client = await pool.connect()
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<PendingEvent>(claimEvents, [batchSize, maxAttempts])
    const result = { published: 0, failed: 0 }
    for (const event of rows) {
      await client.query('SAVEPOINT before_event')
      await client.query(markPublished, [event.id])
      const refused = await publish(broker, event)
      if (refused === null) {
        result.published++
        continue
      }
      await client.query('ROLLBACK TO SAVEPOINT before_event')
      await client.query(markFailed, [event.id, refused])
      result.failed++
    }
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** El motivo si el broker lo rechazó; `null` si lo aceptó. Aquí dentro no hay SQL que fallar. */
async function publish(broker: Broker, event: PendingEvent): Promise<string | null> {
  try {
    await broker.publish({
      id: event.id,
      type: event.event_type,
      aggregateId: event.aggregate_id,
      payload: event.payload,
      occurredAt: event.created_at,
    })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export function startRelay(options: LoopOptions): Promise<void> {
  const { everyMs, signal, onError } = options
  const turn = (): Promise<void> => {
    if (signal.aborted) return Promise.resolve()
    return relayOnce(options)
      .then(() => {}, onError)
      .then(() => pause(everyMs, undefined, { signal }))
      .catch(ignore)
      .then(turn)
  }
  return turn()
}

function ignore(): void {}
