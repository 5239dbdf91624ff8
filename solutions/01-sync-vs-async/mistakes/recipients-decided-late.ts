/*---
replaces: message-queue.ts
title: Decidir los destinatarios al entregar y no al publicar
seen: Un consumidor recién arrancado procesa a veces mensajes de antes de existir.
rejected-by:
  - step: 4
    test: quien se suscribe después no recibe lo que ya estaba publicado
    says: El correo se suscribió entre ord-1 y ord-2, y recibió ord-1 · ord-2
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
    const spread = nextTurn().then(() => this.#spread(message))
    this.#pending.add(spread)
    void spread.then(() => this.#pending.delete(spread))
  }

  #spread(message: OrderPlaced): void {
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
      await handler(structuredClone(event))
    } catch (error) {
      this.failures.push({ consumer, event, error })
    }
  }
}
