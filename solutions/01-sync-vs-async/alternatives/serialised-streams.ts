/*---
replaces: message-queue.ts
title: Un flujo por consumidor, leído con for await
why: Guarda el mensaje serializado, como un broker de verdad, y cada consumidor es un bucle que lee de su propio flujo.
---*/
import { once } from 'node:events'
import { PassThrough } from 'node:stream'

import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

export class MessageQueue {
  readonly #streams: PassThrough[] = []
  readonly #events = new EventTarget()
  readonly #failures: Failure[] = []
  #inFlight = 0

  get failures(): readonly Failure[] {
    return [...this.#failures]
  }

  subscribe(consumer: string, handler: Handler): void {
    const stream = new PassThrough({ objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER })
    this.#streams.push(stream)
    void this.#consume(stream, consumer, handler)
  }

  async publish(event: OrderPlaced): Promise<void> {
    const serialised = JSON.stringify(event)
    const recipients = [...this.#streams]
    this.#inFlight += recipients.length
    setImmediate(() => {
      for (const stream of recipients) stream.write(serialised)
    })
  }

  async idle(): Promise<void> {
    while (this.#inFlight > 0) await once(this.#events, 'delivered')
  }

  async #consume(stream: PassThrough, consumer: string, handler: Handler): Promise<void> {
    for await (const serialised of stream) {
      const parse = () => JSON.parse(String(serialised)) as OrderPlaced
      await Promise.try(handler, parse()).catch((error: unknown) => {
        this.#failures.push({ consumer, event: parse(), error })
      })
      this.#inFlight--
      this.#events.dispatchEvent(new Event('delivered'))
    }
  }
}
