/*---
replaces: wait-for-version.ts
title: 'Toma una conexión y no la suelta hasta que llega'
seen: 'Diez clientes esperando son las diez conexiones del pool: el proyector, que es a quien esperan, no puede trabajar.'
rejected-by:
  - step: 7
    test: 'mientras espera no retiene ninguna conexión'
    says: 'tenía cogida una conexión'
---*/
import type { Pool, PoolClient } from 'pg'

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
  const client = await db.connect()
  try {
    for (;;) {
      const order = await readAtLeast(db, client, { orderId, version })
      if (order) return order
      signal.throwIfAborted()
      await pause(signal)
    }
  } finally {
    client.release()
  }
}

async function readAtLeast(
  db: Pool,
  client: PoolClient,
  { orderId, version }: CommandResult,
): Promise<OrderReadModel | null> {
  const { rowCount } = await client.query(
    'SELECT FROM order_read_models WHERE id = $1 AND version >= $2',
    [orderId, version],
  )
  return rowCount === 0 ? null : handleQuery(db, { type: 'GetOrderByIdQuery', orderId })
}
