import { syncBuiltinESMExports } from 'node:module'
import promised from 'node:timers/promises'
import { promisify } from 'node:util'

import { turns } from '@taller/workbench/testing'

type Expiring = { readonly expire: () => Promise<void> }
type Callback = (...args: unknown[]) => void
type Due = { readonly run: () => void; readonly ms: number }

/** Vueltas de un bucle que espera a ratos: cada cincuenta milisegundos, cincuenta segundos. */
const rounds = 1_000

/**
 * Los temporizadores que se pongan desde ahora, para hacerlos vencer sin esperar. Los de antes, que
 * BullMQ y su conexión necesitan, siguen como estaban.
 */
export function watchTimers(): Disposable & Expiring {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis
  const { setTimeout: wait } = promised
  const { timeout } = AbortSignal
  const { now } = Date
  const due = new Map<unknown, Due>()
  let skippedMs = 0

  const forget = (timer: NodeJS.Timeout | undefined) => {
    due.delete(timer)
    clearTimeout(timer)
  }
  const once = (run: Callback, ms = 1, ...args: unknown[]) => {
    const timer = setTimeout(() => {
      due.delete(timer)
      run(...args)
    }, ms)
    due.set(timer, { ms, run: () => [forget(timer), run(...args)] })
    return timer
  }
  const onceAsPromise = <T>(ms?: number, value?: T, options?: object): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    due.set(promise, { ms: ms ?? 1, run: () => [due.delete(promise), resolve(value as T)] })
    void wait(ms, value as T, options)
      .then(resolve, reject)
      .finally(() => due.delete(promise))
    return promise
  }
  Object.assign(globalThis, {
    setTimeout: Object.assign(once, { [promisify.custom]: onceAsPromise }),
    clearTimeout: forget,
    setInterval: (run: Callback, ms = 1, ...args: unknown[]) => {
      const timer = setInterval(run, ms, ...args)
      due.set(timer, { ms, run: () => run(...args) })
      return timer
    },
    clearInterval: forget,
  })
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController()
    const reason = new DOMException('venció el plazo', 'TimeoutError')
    once(() => controller.abort(reason), ms).unref()
    return controller.signal
  }
  promised.setTimeout = onceAsPromise as typeof wait
  syncBuiltinESMExports() // para quien importó `setTimeout` por su nombre

  return {
    // Quien espera a ratos se pone otro al vencer el primero, y quizá mira la hora.
    async expire() {
      Date.now = () => now() + skippedMs
      for (let round = 0; round < rounds && due.size > 0; round++) {
        const batch = [...due]
        skippedMs += Math.max(...batch.map(([, { ms }]) => ms))
        for (const [timer] of batch) due.get(timer)?.run() // quizá otro de la tanda lo ha quitado
        await turns(1)
      }
      Date.now = now
    },
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval })
      promised.setTimeout = wait
      AbortSignal.timeout = timeout
      syncBuiltinESMExports()
    },
  }
}
