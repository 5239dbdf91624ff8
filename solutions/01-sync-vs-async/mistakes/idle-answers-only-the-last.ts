/*---
replaces: message-queue.ts
title: idle recuerda a uno solo de quienes esperan
seen: Con dos esperas a la vez, el primero que preguntó se queda colgado.
rejected-by:
  - step: 4
    test: idle espera también a lo que publica un consumidor, y avisa a todos
    says: Dos esperas a la vez a idle(), y con todo terminado no se cumplieron las dos
---*/
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

type Subscription = {
  readonly consumer: string
  readonly handler: Handler
  last: Promise<void>
}

export class MessageQueue {
  readonly #subscriptions: Subscription[] = []
  readonly #pending = new Set<Promise<void>>()
  #wake: () => void = () => {}
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.push({ consumer, handler, last: Promise.resolve() })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions) {
      const delivery = subscription.last.then(() => this.#deliver(subscription, message))
      subscription.last = delivery
      this.#pending.add(delivery)
      void delivery.then(() => {
        this.#pending.delete(delivery)
        if (this.#pending.size === 0) this.#wake()
      })
    }
  }

  async idle(): Promise<void> {
    if (this.#pending.size === 0) return
    await new Promise<void>((resolve) => void (this.#wake = resolve))
  }

  async #deliver({ consumer, handler }: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    try {
      await handler(structuredClone(event))
    } catch (error) {
      this.failures.push({ consumer, event, error })
    }
  }
}
