import type { Pool } from 'pg'

import type { CommandResult } from './commands.ts'
import type { OrderReadModel } from './order-read-model.ts'

export type Waiting = {
  /** Un descanso corto entre mirada y mirada. Al abortarse la señal, se termina antes. */
  readonly pause: (signal: AbortSignal) => Promise<unknown>
  /** Hasta cuándo: `AbortSignal.timeout(2_000)`, o la de la petición que se cancela. */
  readonly signal: AbortSignal
}

// TODO (paso 7): que quien acaba de escribir pueda leer lo que escribió, sin dormir y rezar.
export async function waitForVersion(
  _db: Pool,
  _result: CommandResult,
  _waiting: Waiting,
): Promise<OrderReadModel> {
  throw new Error('Pendiente (paso 7): waitForVersion espera a que la lectura cuente esa versión.')
}
