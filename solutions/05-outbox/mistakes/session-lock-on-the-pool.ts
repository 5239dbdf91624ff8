/*---
replaces: outbox-relay.ts
title: 'Un bloqueo de sesión pedido con pool.query'
seen: 'Funciona la primera vez; después, según qué conexión toque, ningún relay publica nada.'
rejected-by:
  - step: 2
    test: 'salen del más antiguo al más nuevo, y el id desempata'
    says: 'conserva un bloqueo consultivo (pg_advisory_lock)'
all-tests: true
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
const becomeLeader = 'SELECT pg_try_advisory_lock(5051) AS leader'
const stepDown = 'SELECT pg_advisory_unlock(5051)'

// De cada agregado, solo el primero sin publicar: por eso nadie adelanta a nadie, ni cuando el
// anterior ha fallado, ni cuando está apartado.
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
  LIMIT $1`

const markPublished = 'UPDATE outbox_events SET processed_at = now() WHERE id = $1'

const markFailed = `
  UPDATE outbox_events SET attempts = attempts + 1, last_error = $2 WHERE id = $1`

export async function relayOnce(options: RelayOptions): Promise<RelayResult> {
  const { pool, broker, batchSize, maxAttempts } = options
  const { rows: answer } = await pool.query<{ leader: boolean }>(becomeLeader)
  if (!answer[0]?.leader) return { published: 0, failed: 0 }
  try {
    const { rows } = await pool.query<PendingEvent>(claimEvents, [batchSize, maxAttempts])
    let [published, failed] = [0, 0]
    for (const event of rows) {
      const error = await publish(broker, event)
      if (error === null) await pool.query(markPublished, [event.id])
      else await pool.query(markFailed, [event.id, error])
      if (error === null) published++
      else failed++
    }
    return { published, failed }
  } finally {
    await pool.query(stepDown)
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

function ignore(): void {}
