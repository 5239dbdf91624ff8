/*---
replaces: outbox-relay.ts
title: 'Un solo relay activo, con un bloqueo consultivo'
why: 'Quien consigue el bloqueo publica y los demás se retiran sin esperar. Con un único relay el orden sale solo: basta con recordar los pedidos que fallan. El bloqueo se suelta con la transacción, también si el proceso muere.'
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

// Un número cualquiera, el mismo en todas las instancias.
const becomeLeader = 'SELECT pg_try_advisory_xact_lock(5051) AS leader'

const nextEvents = `
  SELECT id, event_type, aggregate_type, aggregate_id, payload, created_at
  FROM outbox_events
  WHERE processed_at IS NULL
    AND (aggregate_type, aggregate_id) NOT IN (
      SELECT aggregate_type, aggregate_id FROM outbox_events
      WHERE processed_at IS NULL AND attempts >= $2
    )
  ORDER BY created_at, id
  LIMIT $1`

const markPublished = 'UPDATE outbox_events SET processed_at = now() WHERE id = ANY($1::bigint[])'

const markFailed = `
  UPDATE outbox_events SET attempts = attempts + 1, last_error = $2 WHERE id = $1`

export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const { pool, broker, batchSize, maxAttempts } = options
  const client = await pool.connect()
  const ignore = () => {}
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const { rows: answer } = await client.query<{ leader: boolean }>(becomeLeader)
    if (!answer[0]?.leader) {
      await client.query('COMMIT')
      return { published: 0, failed: 0 }
    }
    const { rows } = await client.query<PendingEvent & { readonly aggregate_type: string }>(
      nextEvents,
      [batchSize, maxAttempts],
    )
    const published: string[] = []
    const waiting = new Set<string>()
    let failed = 0
    for (const event of rows) {
      const aggregate = JSON.stringify([event.aggregate_type, event.aggregate_id])
      if (waiting.has(aggregate)) continue
      const error = await publish(broker, event)
      if (error === null) {
        published.push(event.id)
        continue
      }
      waiting.add(aggregate)
      failed++
      await client.query(markFailed, [event.id, error])
    }
    if (published.length > 0) await client.query(markPublished, [published])
    await client.query('COMMIT')
    return { published: published.length, failed }
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

export async function startRelay(options: LoopOptions): Promise<void> {
  for await (const _turn of turns(options)) {
    await relayOnce(options).catch(options.onError)
  }
}

/** Una vuelta cada vez que se pide, con su descanso detrás; se acaba al abortar. */
async function* turns({ everyMs, signal }: LoopOptions): AsyncGenerator<void> {
  while (!signal.aborted) {
    yield
    await pause(everyMs, undefined, { signal }).catch(() => {})
  }
}
