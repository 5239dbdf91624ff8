/*---
replaces: outbox-relay.ts
title: 'Pasar los ids por Number() al marcar'
seen: 'Durante años, nada. Al llegar a los ids grandes se marca el vecino: uno sale en cada vuelta y otro no sale nunca.'
rejected-by:
  - step: 2
    test: 'salen del más antiguo al más nuevo, y el id desempata'
    says: 'quedaron marcados 9, 10 y 9007199254740992'
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

// De cada agregado, solo el primero sin publicar: por eso nadie adelanta a nadie, ni cuando el
// anterior ha fallado, ni cuando está apartado, ni cuando lo tiene ahora mismo otro relay.
// SKIP LOCKED salta lo que otro tiene cogido; el bloqueo dura lo que la transacción.
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

// Una sola sentencia para todo el lote: sin error, publicado; con error, un intento menos.
const recordOutcomes = `
  UPDATE outbox_events AS event
  SET attempts = event.attempts + 1,
      last_error = outcome.error,
      processed_at = CASE WHEN outcome.error IS NULL THEN clock_timestamp() END
  FROM unnest($1::bigint[], $2::text[]) AS outcome (id, error)
  WHERE event.id = outcome.id`

/**
 * Publica un lote y lo marca. Al menos una vez: si algo falla después de publicar y antes del
 * COMMIT, el lote entero vuelve a salir, con los mismos ids.
 */
export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const { pool, broker, batchSize, maxAttempts } = options
  const client = await pool.connect()
  // Mientras publicamos no hay consulta en curso: si la conexión muere, el aviso es un evento
  // 'error', y sin quien lo escuche Node apaga el proceso. Lo dirá la consulta siguiente.
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<PendingEvent>(claimEvents, [batchSize, maxAttempts])
    // A la vez, porque son todos de agregados distintos: la transacción dura lo que el más lento.
    const errors = await Promise.all(rows.map((event) => publish(broker, event)))
    await client.query(recordOutcomes, [rows.map(({ id }) => Number(id)), errors])
    await client.query('COMMIT')
    const failed = errors.filter((error) => error !== null).length
    return { published: rows.length - failed, failed }
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore)
    throw error // no sabemos qué quedó marcado: quien llama no puede creer que fue bien
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

/** Repite hasta que se aborta la señal; se cumple cuando ya no queda nada a medias. */
export async function startRelay(options: LoopOptions): Promise<void> {
  const { everyMs, signal, onError, ...relay } = options
  while (!signal.aborted) {
    try {
      const { published, failed } = await relayOnce(relay)
      // Puede haber más: se descansa cuando no hay nada, o para no gastar los intentos de golpe.
      if (published !== 0 && failed === 0) continue
    } catch (error) {
      onError(error) // una base de datos que se reinicia no es motivo para morir con ella
    }
    await pause(everyMs, undefined, { signal }).catch(ignore) // abortar corta el descanso
  }
}

/** Para lo que ya se sabe por otro camino: una conexión muerta, un descanso interrumpido. */
function ignore(): void {}
