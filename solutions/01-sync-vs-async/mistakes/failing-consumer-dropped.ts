/*---
replaces: message-queue.ts
title: Dar de baja al consumidor que falla
seen: Desde aquel error pasajero del sábado nadie ha vuelto a recibir un correo.
rejected-by:
  - step: 5
    test: tras un fallo, el mensaje siguiente llega igual y el que falló no se repite
    says: Tras su primer fallo, el correo dejó de recibir mensajes
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

  async #deliver(subscription: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    const { consumer, handler } = subscription
    try {
      await handler(structuredClone(event))
    } catch (error) {
      this.failures.push({ consumer, event, error })
      this.#subscriptions.splice(this.#subscriptions.indexOf(subscription), 1)
    }
  }
}
