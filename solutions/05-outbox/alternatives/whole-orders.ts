/*---
replaces: outbox-relay.ts
title: 'Todos los eventos de un pedido en la misma vuelta'
why: 'Toma lo pendiente como venga y descarta lo que tiene delante algo que no es suyo. Publica los pedidos a la vez y, dentro de cada uno, de uno en uno. Mejor que la referencia si un pedido tiene muchos eventos; a cambio, la consulta es más larga.'
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
  WITH claimed AS (
    SELECT id, event_type, aggregate_type, aggregate_id, payload, created_at
    FROM outbox_events
    WHERE processed_at IS NULL
      -- Lo que espera a un apartado no ocupa sitio en el lote: si no, lo llenaría para siempre.
      AND (aggregate_type, aggregate_id) NOT IN (
        SELECT aggregate_type, aggregate_id FROM outbox_events
        WHERE processed_at IS NULL AND attempts >= $2
      )
    ORDER BY id
    LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  SELECT * FROM claimed
  WHERE NOT EXISTS (
    SELECT FROM outbox_events AS earlier
    WHERE earlier.processed_at IS NULL
      AND earlier.aggregate_type = claimed.aggregate_type
      AND earlier.aggregate_id = claimed.aggregate_id
      AND earlier.id < claimed.id
      AND earlier.id NOT IN (SELECT id FROM claimed)
  )
  ORDER BY id`

const recordOutcomes = `
  UPDATE outbox_events AS event
  SET attempts = event.attempts + 1,
      last_error = outcome.error,
      processed_at = CASE WHEN outcome.error IS NULL THEN clock_timestamp() END
  FROM unnest($1::bigint[], $2::text[]) AS outcome (id, error)
  WHERE event.id = outcome.id`

type Tried = { readonly id: string; readonly error: string | null }

export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const { pool, broker, batchSize, maxAttempts } = options
  const client = await pool.connect()
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<PendingEvent & { readonly aggregate_type: string }>(
      claimEvents,
      [batchSize, maxAttempts],
    )
    const orders = Map.groupBy(rows, (event) =>
      JSON.stringify([event.aggregate_type, event.aggregate_id]),
    )
    const stories = [...orders.values()].map((events) => publishStory(broker, events))
    const tried = (await Promise.all(stories)).flat()
    await client.query(recordOutcomes, [tried.map(({ id }) => id), tried.map(({ error }) => error)])
    await client.query('COMMIT')
    const published = tried.filter(({ error }) => error === null).length
    return { published, failed: tried.length - published }
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

async function publishStory(broker: Broker, events: readonly PendingEvent[]): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const event of events) {
    const error = await publish(broker, event)
    tried.push({ id: event.id, error })
    if (error !== null) break // lo que queda de este pedido espera
  }
  return tried
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
      if (published > 0 && failed === 0) continue
    } catch (error) {
      onError(error) // una base de datos que se reinicia no es motivo para morir con ella
    }
    await pause(everyMs, undefined, { signal }).catch(ignore) // abortar corta el descanso
  }
}

/** Para lo que ya se sabe por otro camino: una conexión muerta, un descanso interrumpido. */
function ignore(): void {}
