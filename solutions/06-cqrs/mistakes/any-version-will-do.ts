/*---
replaces: wait-for-version.ts
title: 'Espera a que haya fila, sea de la versión que sea'
seen: 'Ana cancela y la pantalla le dice que su pedido sigue en marcha; lo cancela otra vez y le sale un error.'
rejected-by:
  - step: 7
    test: 'una versión anterior no vale'
    says: 'la lectura iba por la 1: waitForVersion dijo que'
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
  { orderId }: CommandResult,
  { pause, signal }: Waiting,
): Promise<OrderReadModel> {
  for (;;) {
    // Mirar no retiene ninguna conexión: mil esperas a la vez no dejan a la tienda sin ellas.
    const order = await readIt(db, orderId)
    if (order) return order
    signal.throwIfAborted()
    await pause(signal)
  }
}

function readIt(db: Pool, orderId: string): Promise<OrderReadModel | null> {
  return handleQuery(db, { type: 'GetOrderByIdQuery', orderId })
}
