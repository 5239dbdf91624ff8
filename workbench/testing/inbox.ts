import type { Explanation } from './explain.ts'
import { within } from './waiting.ts'

/** Guarda lo recibido, en orden, y deja esperar un mensaje haya llegado ya o no. */
export class Inbox<M> {
  readonly #seen: M[] = []
  readonly #watchers = new Set<(message: M) => void>()

  /** Pásalo tal cual como handler: `bus.subscribe('order.placed', inbox.record)`. */
  readonly record = (message: M): void => {
    this.#seen.push(message)
    for (const watch of this.#watchers) watch(message)
  }

  get all(): readonly M[] {
    return this.#seen
  }

  /** El primer mensaje que cumple `matches`; si no llega en `ms`, falla con `explanation`. */
  async first(matches: (message: M) => boolean, explanation: Explanation, ms = 1_000): Promise<M> {
    const already = this.#seen.find(matches)
    if (already !== undefined) return already

    const { promise, resolve } = Promise.withResolvers<M>()
    const watch = (message: M) => {
      if (matches(message)) resolve(message)
    }
    this.#watchers.add(watch)
    try {
      return await within(promise, explanation, ms)
    } finally {
      this.#watchers.delete(watch)
    }
  }
}
