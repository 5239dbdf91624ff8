/*---
replaces: wait-for-version.ts
title: 'Dormir un poco y leer'
seen: 'Con 200 ms casi siempre basta. El día que el proyector va con retraso, el pedido recién hecho «no existe».'
rejected-by:
  - step: 7
    test: 'si ya está proyectado, responde sin esperar'
    says: 'tras 1 pausa'
  - step: 7
    test: 'espera lo que haga falta hasta que la lectura llega a esa versión'
    says: 'tras 1'
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
  await pause(signal)
  const order = await readAtLeast(db, orderId, version)
  if (order) return order
  throw new Error(`El pedido «${orderId}» todavía no está en la lectura.`)
}

async function readAtLeast(
  db: Pool,
  orderId: string,
  version: number,
): Promise<OrderReadModel | null> {
  const { rowCount } = await db.query(
    'SELECT FROM order_read_models WHERE id = $1 AND version >= $2',
    [orderId, version],
  )
  return rowCount === 0 ? null : handleQuery(db, { type: 'GetOrderByIdQuery', orderId })
}
