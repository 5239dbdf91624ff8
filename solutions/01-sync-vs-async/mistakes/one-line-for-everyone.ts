/*---
replaces: message-queue.ts
title: Una sola fila de entregas para todos los consumidores
seen: El proveedor de correo va lento y el almacén se queda parado.
rejected-by:
  - step: 4
    test: un consumidor lento no retrasa a los demás
    says: Con el correo atascado en su primer mensaje, algún otro no llegó a recibir los tres
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
  #last: Promise<void> = Promise.resolve()
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.push({ consumer, handler })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions) {
      const delivery = this.#last.then(() => this.#deliver(subscription, message))
      this.#last = delivery
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
