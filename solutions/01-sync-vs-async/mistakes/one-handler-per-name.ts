/*---
replaces: message-queue.ts
title: Un Map de nombre a suscripción
seen: Dos módulos eligen el mismo nombre y el primero deja de recibir, sin un solo aviso.
rejected-by:
  - step: 4
    test: cada suscripción es una entrega, aunque se repita el nombre
    says: 'dos entregas: cada subscribe cuenta'
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
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #pending = new Set<Promise<void>>()
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.set(consumer, { consumer, handler, last: Promise.resolve() })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions.values()) {
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
      await handler(structuredClone(event))
    } catch (error) {
      this.failures.push({ consumer, event, error })
    }
  }
}
