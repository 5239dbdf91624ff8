/*---
replaces: wait-for-version.ts
title: 'El límite corre contra la pausa'
why: 'La promesa del límite rechaza en cuanto se aborta la señal, también si la pausa no la escucha. Y la versión se lee antes que el pedido: como solo crece, lo que se lea después es igual o más nuevo.'
---*/
import type { Pool } from 'pg'

import type { CommandResult } from '../src/commands.ts'
import type { OrderReadModel } from '../src/order-read-model.ts'
import { handleQuery } from '../src/queries.ts'

export type Waiting = {
  /** Un descanso corto entre mirada y mirada. Al abortarse la señal, se termina antes. */
  readonly pause: (signal: AbortSignal) => Promise<unknown>
  /** Hasta cuándo: `AbortSignal.timeout(2_000)`, o la de la petición que se cancela. */
  readonly signal: AbortSignal
}

/** El pedido, cuando la lectura cuente ya esa versión o una posterior. */
export async function waitForVersion(
  db: Pool,
  { orderId, version }: CommandResult,
  { pause, signal }: Waiting,
): Promise<OrderReadModel> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  aborted.catch(() => {}) // si llega a tiempo, nadie la espera
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    // La versión, antes que el pedido: lo que se lea después es igual o más nuevo.
    let reached = await readVersion(db, orderId)
    let order = await handleQuery(db, { type: 'GetOrderByIdQuery', orderId })
    while (order === null || reached < version) {
      signal.throwIfAborted()
      await Promise.race([aborted, pause(signal)])
      reached = await readVersion(db, orderId)
      order = await handleQuery(db, { type: 'GetOrderByIdQuery', orderId })
    }
    return order
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** 0 si todavía no hay fila. */
async function readVersion(db: Pool, orderId: string): Promise<number> {
  const { rows } = await db.query<{ version: number }>(
    'SELECT version FROM order_read_models WHERE id = $1',
    [orderId],
  )
  return rows[0]?.version ?? 0
}
