/*---
replaces: message-queue.ts
title: Entregar el siguiente mensaje sin esperar al anterior
seen: De vez en cuando el correo de «cancelado» llega antes que el de «recibido».
rejected-by:
  - step: 4
    test: un consumidor recibe el mensaje siguiente cuando termina con el anterior
    says: El correo aún trabajaba con ord-1 y ya le llegó ord-2
---*/
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

type Subscription = {
  readonly consumer: string
  readonly handler: Handler
}

export class MessageQueue {
  readonly #subscriptions: Subscription[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.push({ consumer, handler })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions) {
      const delivery = this.#deliver(subscription, message)
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
