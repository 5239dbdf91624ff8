/*---
replaces: outbox-relay.ts
title: 'No poder marcar cuenta como un rechazo del broker'
seen: 'La base de datos se llena un rato, y quedan apartados eventos que el broker ya había aceptado.'
rejected-by:
  - step: 4
    test: 'published nunca cuenta lo que no quedó marcado'
    says: 'cuenta como rechazado por el broker lo que falló en la base de datos'
  - step: 4
    test: 'tras un error de SQL, la misma conexión sirve para la vuelta siguiente'
    says: 'con maxAttempts 1 quedó apartado y no vuelve a salir'
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
    let [published, failed] = [0, 0]
    for (const event of rows) {
      await client.query('SAVEPOINT before_event')
      try {
        const refused = await publish(broker, event)
        if (refused !== null) throw new Error(refused)
        await client.query(markPublished, [event.id])
        published++
      } catch (error) {
        await client.query('ROLLBACK TO SAVEPOINT before_event')
        await client.query(markFailed, [event.id, (error as Error).message])
        failed++
      }
    }
    await client.query('COMMIT')
    return { published, failed }
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
