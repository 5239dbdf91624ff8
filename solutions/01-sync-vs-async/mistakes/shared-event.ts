/*---
replaces: message-queue.ts
title: El mismo objeto para todos
seen: La factura sale por 0 € porque otro consumidor tocó el evento.
rejected-by:
  - step: 4
    test: lo que un consumidor cambia en su copia no lo ve ningún otro
    says: El correo puso a cero su evento y el cambio apareció donde no debía
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
    try {
      await handler(event)
    } catch (error) {
      this.failures.push({ consumer, event, error })
    }
  }
}
