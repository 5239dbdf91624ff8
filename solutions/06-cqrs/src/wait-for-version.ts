import type { Pool } from 'pg'

import type { CommandResult } from './commands.ts'
import type { OrderReadModel } from './order-read-model.ts'
import { handleQuery } from './queries.ts'

export type Waiting = {
  /** Un descanso corto entre mirada y mirada. Al abortarse la señal, se termina antes. */
  readonly pause: (signal: AbortSignal) => Promise<unknown>
  /** Hasta cuándo: `AbortSignal.timeout(2_000)`, o la de la petición que se cancela. */
  readonly signal: AbortSignal
}

// #region wait-for-version
/** El pedido, cuando la lectura cuente ya esa versión o una posterior. */
export async function waitForVersion(
  db: Pool,
  { orderId, version }: CommandResult,
  { pause, signal }: Waiting,
): Promise<OrderReadModel> {
  for (;;) {
    // Mirar no retiene ninguna conexión: mil esperas a la vez no dejan a la tienda sin ellas.
    const order = await readAtLeast(db, orderId, version)
    if (order) return order
    signal.throwIfAborted()
    await pause(signal)
  }
}
// #endregion wait-for-version

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
