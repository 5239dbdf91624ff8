import type { Pool } from 'pg'

import type { Broker } from './broker.ts'

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

// TODO (paso 2): publicar lo pendiente, del más antiguo al más nuevo, y marcarlo cuando se acepte.
// TODO (paso 3): que dos relays a la vez no publiquen lo mismo ni se esperen.
// TODO (paso 4): que, pase lo que pase a mitad, nada se pierda y nadie se entere de mentiras.
// TODO (paso 5): que ningún evento adelante a otro anterior de su mismo pedido.
// TODO (paso 6): que un evento que falla siempre acabe apartado y deje pasar a los demás.
export async function relayOnce(_options: RelayOptions): Promise<RelayResult> {
  throw new Error('Pendiente (paso 2): relayOnce publica los eventos pendientes de la outbox.')
}

// TODO (paso 7): repetir relayOnce sin que se solape, hasta que la señal diga basta.
export async function startRelay(_options: LoopOptions): Promise<void> {
  throw new Error('Pendiente (paso 7): startRelay publica cada poco hasta que se aborta la señal.')
}
