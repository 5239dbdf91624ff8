/*---
replaces: message-queue.ts
title: Encadenar entregas sin atender sus fallos
seen: Un solo correo que falla tumba el proceso y deja esa cola muda para siempre.
rejected-by:
  - step: 5
    test: el fallo de un consumidor no llega a quien publica ni tumba el proceso
    says: El error del consumidor quedó en una promesa que nadie atendía
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

  async #deliver({ handler }: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    await handler(structuredClone(event))
  }
}
