/*---
replaces: message-queue.ts
title: Copiar al entregar en vez de al publicar
seen: Quien publica reutiliza su objeto y los consumidores reciben el pedido siguiente.
rejected-by:
  - step: 4
    test: lo que cambia quien publica, después de publicar, ya no llega
    says: Quien publicó cambió su objeto tras llamar a publish, y el consumidor recibió el cambio
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
    for (const subscription of this.#subscriptions) {
      const delivery = subscription.last.then(() => this.#deliver(subscription, event))
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
