import { type Explanation, UnmetExpectation } from './explain.ts'

// Se guardan al cargar: un test con temporizadores falsos no debe congelar nuestras esperas.
const { setImmediate, setTimeout, clearTimeout } = globalThis

/** Da `count` vueltas enteras al bucle de eventos: promesas, `setImmediate` y E/S ya lista. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
  }
}

export type Outcome<T> =
  | { readonly state: 'pending' }
  | { readonly state: 'fulfilled'; readonly value: T }
  | { readonly state: 'rejected'; readonly reason: unknown }

/**
 * En qué queda una promesa: como mucho espera `ms`. Con `expect(…).resolves` y `.rejects`, Vitest
 * descarta tu explicación cuando la promesa acaba al revés; mira el resultado con esto.
 */
export async function outcomeOf<T>(promise: Promise<T>, ms = 1_000): Promise<Outcome<T>> {
  const { promise: expired, resolve } = Promise.withResolvers<Outcome<T>>()
  const timer = setTimeout(() => resolve({ state: 'pending' }), ms)
  const settled = promise.then(
    (value): Outcome<T> => ({ state: 'fulfilled', value }),
    (reason: unknown): Outcome<T> => ({ state: 'rejected', reason }),
  )
  try {
    return await Promise.race([settled, expired])
  } finally {
    clearTimeout(timer)
  }
}

// #region not-yet
/**
 * Como `outcomeOf`, pero sin reloj: mira la promesa tras unas vueltas del bucle de eventos. Es la
 * forma de afirmar «todavía no»: retén la compuerta, mira, y suéltala.
 */
export async function outcomeNow<T>(promise: Promise<T>, afterTurns = 5): Promise<Outcome<T>> {
  let outcome: Outcome<T> = { state: 'pending' }
  promise.then(
    (value) => void (outcome = { state: 'fulfilled', value }),
    (reason: unknown) => void (outcome = { state: 'rejected', reason }),
  )
  await turns(afterTurns)
  return outcome
}
// #endregion not-yet

/**
 * Espera a `promise` como mucho `ms` milisegundos. Si no llega, falla con tu explicación y no
 * con el tiempo agotado de Vitest, que no dice qué faltaba.
 */
export async function within<T>(
  promise: Promise<T>,
  explanation: Explanation,
  ms = 1_000,
): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>()
  // El temporizador sigue referenciado: con un interbloqueo, es lo único que mantiene vivo el test.
  const timer = setTimeout(() => reject(new UnmetExpectation(explanation)), ms)
  try {
    return await Promise.race([promise, expired])
  } finally {
    clearTimeout(timer)
  }
}
