import { syncBuiltinESMExports } from 'node:module'
import promised from 'node:timers/promises'

type Expiring = { readonly expire: () => void }

/**
 * Los temporizadores que se pongan desde ahora, para hacerlos vencer sin esperar. Los de antes, que
 * BullMQ y su conexión necesitan, siguen como estaban.
 */
export function watchTimers(): Disposable & Expiring {
  const { setTimeout, clearTimeout } = globalThis
  const { setTimeout: wait } = promised
  const due = new Map<unknown, () => void>()

  globalThis.setTimeout = ((run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = setTimeout(run, ms, ...args)
    due.set(timer, () => run(...args))
    return timer
  }) as typeof setTimeout
  globalThis.clearTimeout = (timer) => {
    due.delete(timer)
    clearTimeout(timer)
  }
  promised.setTimeout = async (ms, value, options) => {
    const early = new Promise<void>((resolve) => void due.set(resolve, resolve))
    return Promise.race([wait(ms, value, options), early.then(() => value as never)])
  }
  syncBuiltinESMExports() // para quien importó `setTimeout` por su nombre

  return {
    expire() {
      for (const run of due.values()) run()
      due.clear()
    },
    [Symbol.dispose]() {
      Object.assign(globalThis, { setTimeout, clearTimeout })
      promised.setTimeout = wait
      syncBuiltinESMExports()
    },
  }
}
