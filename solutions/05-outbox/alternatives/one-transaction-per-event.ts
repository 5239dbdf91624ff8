/*---
replaces: outbox-relay.ts
title: 'Una transacción por evento'
why: 'Si algo falla se repite, como mucho, un evento; y nunca hay filas bloqueadas mientras se publican otras. Cuesta cuatro viajes a la base de datos por evento.'
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

const claimNext = `
  SELECT id, event_type, aggregate_id, payload, created_at
  FROM outbox_events AS event
  WHERE processed_at IS NULL
    AND attempts < $1
    AND id <> ALL ($2::bigint[])
    AND NOT EXISTS (
      SELECT FROM outbox_events AS earlier
      WHERE earlier.processed_at IS NULL
        AND earlier.aggregate_type = event.aggregate_type
        AND earlier.aggregate_id = event.aggregate_id
        AND earlier.id < event.id
    )
  ORDER BY id
  LIMIT 1
  FOR UPDATE SKIP LOCKED`

const markPublished = 'UPDATE outbox_events SET processed_at = now() WHERE id = $1'

const markFailed = `
  UPDATE outbox_events SET attempts = attempts + 1, last_error = $2 WHERE id = $1`

export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const result = { published: 0, failed: 0 }
  const tried: string[] = [] // lo que ha fallado en esta vuelta espera a la siguiente
  while (tried.length < options.batchSize) {
    const outcome = await relayNext(options, tried)
    if (outcome === 'nothing-left') break
    result[outcome]++
  }
  return result
}

async function relayNext(
  { pool, broker, maxAttempts }: RelayOptions,
  tried: string[],
): Promise<keyof RelayResult | 'nothing-left'> {
  const client = await pool.connect()
  client.on('error', ignore)
  let broken = true
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<PendingEvent>(claimNext, [maxAttempts, tried])
    const [event] = rows
    if (event) tried.push(event.id)
    const error = event && (await publish(broker, event))
    if (event && typeof error === 'string') await client.query(markFailed, [event.id, error])
    if (event && error === null) await client.query(markPublished, [event.id])
    await client.query('COMMIT')
    broken = false
    if (!event) return 'nothing-left'
    return error === null ? 'published' : 'failed'
  } finally {
    client.off('error', ignore)
    client.release(broken) // cerrar la conexión también es un ROLLBACK, y no puede fallar
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
  const { everyMs, signal, onError } = options
  for (; !signal.aborted; await pause(everyMs, undefined, { signal }).catch(ignore)) {
    await relayOnce(options).catch(onError)
  }
}

function ignore(): void {}
