/*---
replaces: message-queue.ts
title: Agrupar los fallos por consumidor
seen: Quien busca por dónde empezó la avería mira el primero, y no fue el primero.
rejected-by:
  - step: 5
    test: 'los fallos constan en el orden en que ocurren, cada uno con su consumidor'
    says: pero en otro orden
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
  readonly #failures = new Map<string, readonly Failure[]>()

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

  get failures(): readonly Failure[] {
    return [...this.#failures.values()].flat()
  }

  async #deliver({ consumer, handler }: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    try {
      await handler(structuredClone(event))
    } catch (error) {
      const ofThis = this.#failures.get(consumer) ?? []
      this.#failures.set(consumer, [...ofThis, { consumer, event, error }])
    }
  }
}
