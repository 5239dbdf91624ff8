/*---
replaces: message-queue.ts
title: Descontar la entrega pendiente solo si sale bien
seen: Tras el primer fallo, el apagado ordenado no termina nunca y hay que matar el proceso.
rejected-by:
  - step: 5
    test: un consumidor que rechaza su promesa queda anotado, y los demás reciben su mensaje
    says: 'Todos terminaron, aunque el correo rechaza su promesa, e idle() no se cumplió'
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
  #pending = 0
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.push({ consumer, handler, last: Promise.resolve() })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions) {
      const delivery = subscription.last.then(() => this.#deliver(subscription, message))
      subscription.last = delivery
      this.#pending++
    }
  }

  async idle(): Promise<void> {
    while (this.#pending > 0) await nextTurn()
  }

  async #deliver({ consumer, handler }: Subscription, event: OrderPlaced): Promise<void> {
    await nextTurn()
    try {
      await handler(structuredClone(event))
      this.#pending--
    } catch (error) {
      this.failures.push({ consumer, event, error })
    }
  }
}
