/*---
replaces: message-queue.ts
title: Llamar a los handlers dentro de publish, sin await
seen: No se espera a nadie, pero el trabajo síncrono de los consumidores lo paga el cliente.
rejected-by:
  - step: 4
    test: publish se cumple antes de que empiece ningún consumidor
    says: El consumidor empezó dentro de la propia llamada a publish
---*/
import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

export class MessageQueue {
  readonly #handlers: { readonly consumer: string; readonly handler: Handler }[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#handlers.push({ consumer, handler })
  }

  async publish(event: OrderPlaced): Promise<void> {
    for (const { consumer, handler } of this.#handlers) {
      const delivery = Promise.try(handler, structuredClone(event)).catch(
        (error: unknown) => void this.failures.push({ consumer, event, error }),
      )
      this.#pending.add(delivery)
      void delivery.then(() => this.#pending.delete(delivery))
    }
  }

  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
}
