/*---
replaces: message-queue.ts
title: Un .catch que no ve lo que se lanza de forma síncrona
seen: El consumidor que valida antes de su primer await tumba el proceso; los demás, no.
rejected-by:
  - step: 5
    test: un consumidor que lanza de forma síncrona queda anotado, y los demás reciben su mensaje
    says: El correo lanza de forma síncrona y su error se le escapó a la cola
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
      void delivery.then(() => this.#pending.delete(delivery))
    }
  }

  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  async #deliver({ consumer, handler }: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    await handler(structuredClone(event)).catch(
      (error: unknown) => void this.failures.push({ consumer, event, error }),
    )
  }
}
