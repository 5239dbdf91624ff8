import { setInterval } from 'node:timers/promises'

import type { Pool } from 'pg'
import { type Explanation, type Outcome, outcomeNow } from '@taller/workbench/testing'

import { type LoopOptions, startRelay } from '../src/outbox-relay.ts'
import type { HeldBroker } from './held-broker.ts'
import { endOf } from './in-words.ts'
import type { Shop } from './shop.ts'

export type Running = AsyncDisposable & {
  readonly end: Promise<Outcome<void>>
  readonly firstError: Promise<unknown>
  readonly signal: AbortSignal
  /** Cómo está ahora mismo, sin esperarlo. */
  now(): Promise<Outcome<void>>
  abort(): void
}

/** El bucle en marcha. Al salir de ámbito se para, acabe el test como acabe. */
export function start(shop: Shop, broker: HeldBroker, options: Partial<LoopOptions> = {}): Running {
  const stopping = new AbortController()
  const { promise: firstError, resolve } = Promise.withResolvers<unknown>()
  const end = endOf(
    startRelay({
      pool: options.pool ?? shop.openPool(),
      broker,
      batchSize: 10,
      maxAttempts: 3,
      everyMs: 5,
      signal: stopping.signal,
      onError: resolve,
      ...options,
    }),
  )
  end.catch(() => {}) // si no hay nadie mirando, ya lo contará quien la espere
  return {
    end,
    firstError,
    signal: stopping.signal,
    async now() {
      const seen = await outcomeNow(end)
      return seen.state === 'fulfilled' ? seen.value : seen
    },
    abort: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      broker.releaseAll() // parar espera al lote en curso, y ese espera al broker
      await end.catch(() => {})
    },
  }
}

/**
 * Da tiempo de sobra a una vuelta de más: latidos del reloj, con un viaje a la base de datos en
 * cada uno. Esa vuelta necesita tres viajes, y encuentra las conexiones ya abiertas.
 */
export async function beats(shop: Shop, count: number): Promise<void> {
  let beat = 0
  for await (const _tick of setInterval(1)) {
    await shop.query('SELECT count(*) FROM outbox_events')
    if (++beat === count) return
  }
}

/**
 * El broker contesta cuando la vuelta dura ya más que el descanso; se cumple pasado otro descanso, que
 * empieza como el del bucle: al devolverse la conexión.
 */
export async function answerLate(gate: { release(): void }, pool: Pool, everyMs: number) {
  await ticks(everyMs, 3)
  // El reloj se pone en el propio aviso: esperarlo son unas microtareas, y en ellas el bucle empieza ya
  // su descanso. Con la máquina ocupada, esos instantes bastan para que acabe antes el suyo.
  const rested = new Promise<void>((resolve) => {
    pool.once('release', () => resolve(ticks(everyMs, 1)))
  })
  gate.release()
  await rested
}

/** Unos latidos de un reloj con el periodo del bucle: si él se rige por otro igual, habrá dado los suyos. */
async function ticks(everyMs: number, count: number): Promise<void> {
  let tick = 0
  for await (const _tick of setInterval(everyMs)) if (++tick === count) return
}

/** Lo marcado, en cuanto conste ese evento. Con un límite, y mientras el bucle siga en marcha. */
export async function markedSoon(shop: Shop, loop: Running, id: string): Promise<string[]> {
  for (let look = 0; look < 1_000; look++) {
    const marked = await shop.marked()
    if (marked.includes(id) || (await loop.now()).state !== 'pending') return marked
    await beats(shop, 1)
  }
  return shop.marked()
}

/** Deja que el bucle dé `count` vueltas, con un límite, y mientras siga en marcha. */
export async function untilLoans(
  shop: Shop,
  loop: Running,
  loans: { readonly count: number },
  count: number,
): Promise<boolean> {
  for (let look = 0; look < 1_000 && loans.count < count; look++) {
    if ((await loop.now()).state !== 'pending') break
    await beats(shop, 1)
  }
  return loans.count >= count
}

/** Las vueltas que empieza el bucle: cada una pide al menos una conexión. */
export function countLoans(pool: Pool): Disposable & { readonly count: number } {
  let count = 0
  const add = () => void count++
  pool.on('acquire', add)
  return {
    get count() {
      return count
    },
    [Symbol.dispose]: () => void pool.off('acquire', add),
  }
}

export function notReached(id: string, which: string): Explanation {
  return {
    happened: `El evento ${id}, ${which}, no llegó al broker.`,
    expected: 'el bucle publica todo lo que hay pendiente, una vuelta detrás de otra.',
    why: 'si nadie publica, el pedido existe y el resto de la empresa no lo sabe.',
  }
}
