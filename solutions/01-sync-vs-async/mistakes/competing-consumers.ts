/*---
replaces: message-queue.ts
title: Una sola cola que se reparten los consumidores
seen: De cada tres pedidos, uno descuenta existencias, otro avisa y otro emite la factura.
rejected-by:
  - step: 4
    test: nueve mensajes y tres consumidores son veintisiete entregas
    says: 'compiten por una sola cola'
---*/
import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

type Consumer = { readonly name: string; readonly handler: Handler; last: Promise<void> }

export class MessageQueue {
  readonly #consumers: Consumer[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly failures: Failure[] = []
  #turn = 0

  subscribe(name: string, handler: Handler): void {
    this.#consumers.push({ name, handler, last: Promise.resolve() })
  }

  async publish(event: OrderPlaced): Promise<void> {
    const consumer = this.#consumers[this.#turn++ % this.#consumers.length]
    if (!consumer) return
    const message = structuredClone(event)
    const delivery = consumer.last.then(() => this.#deliver(consumer, message))
    consumer.last = delivery
    this.#pending.add(delivery)
    void delivery.then(() => this.#pending.delete(delivery))
  }

  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }

  async #deliver({ name, handler }: Consumer, event: OrderPlaced): Promise<void> {
    await nextTurn()
    try {
      await handler(event)
    } catch (error) {
      this.failures.push({ consumer: name, event, error })
    }
  }
}
