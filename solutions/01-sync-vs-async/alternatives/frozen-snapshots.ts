/*---
replaces: message-queue.ts
title: Una foto congelada por consumidor
why: Nadie puede estropear lo que otro recibe porque nadie puede cambiar nada; quien lo intenta falla, y consta.
---*/
import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

function frozenCopy(event: OrderPlaced): OrderPlaced {
  return Object.freeze({
    ...event,
    lines: Object.freeze(event.lines.map((line) => Object.freeze({ ...line }))),
  })
}

const anotherTurn = () => new Promise<void>((resolve) => void setTimeout(resolve, 1))

export class MessageQueue {
  readonly failures: Failure[] = []
  readonly #tails = new Map<symbol, Promise<void>>()
  readonly #consumers = new Map<symbol, { readonly consumer: string; readonly handler: Handler }>()

  subscribe(consumer: string, handler: Handler): void {
    this.#consumers.set(Symbol(consumer), { consumer, handler })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = frozenCopy(event)
    for (const [id, { consumer, handler }] of this.#consumers) {
      const previous = this.#tails.get(id) ?? Promise.resolve()
      const tail = previous
        .then(anotherTurn)
        .then(() => handler(message))
        .catch((error: unknown) => void this.failures.push({ consumer, event: message, error }))
      this.#tails.set(id, tail)
    }
  }

  async idle(): Promise<void> {
    const tails = [...this.#tails.values()]
    await Promise.all(tails)
    const quiet = [...this.#tails.values()].every((tail, index) => tail === tails[index])
    return quiet && tails.length === this.#tails.size ? undefined : this.idle()
  }
}
