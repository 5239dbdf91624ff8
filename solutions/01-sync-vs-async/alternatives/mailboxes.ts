/*---
replaces: message-queue.ts
title: Un buzón por suscripción y un bucle que lo vacía
why: La misma garantía con estado explícito, una lista y una bandera por consumidor, y setTimeout para ceder el turno.
---*/
import { setTimeout as wait } from 'node:timers/promises'

import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

type Mailbox = {
  readonly consumer: string
  readonly handler: Handler
  readonly waiting: OrderPlaced[]
  draining: boolean
}

export class MessageQueue {
  readonly #mailboxes: Mailbox[] = []
  readonly failures: Failure[] = []
  #unfinished = 0
  #idleWaiters: (() => void)[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#mailboxes.push({ consumer, handler, waiting: [], draining: false })
  }

  async publish(event: OrderPlaced): Promise<void> {
    for (const mailbox of this.#mailboxes) {
      mailbox.waiting.push(structuredClone(event))
      this.#unfinished++
      if (!mailbox.draining) void this.#drain(mailbox)
    }
  }

  idle(): Promise<void> {
    if (this.#unfinished === 0) return Promise.resolve()
    return new Promise((resolve) => void this.#idleWaiters.push(resolve))
  }

  async #drain(mailbox: Mailbox): Promise<void> {
    mailbox.draining = true
    while (mailbox.waiting.length > 0) {
      await wait(0) // antes de cada mensaje: el de ahora pudo publicarse hace un instante
      const event = mailbox.waiting.shift()
      if (event) await this.#deliver(mailbox, event)
    }
    mailbox.draining = false
  }

  async #deliver({ consumer, handler }: Mailbox, event: OrderPlaced): Promise<void> {
    const original = structuredClone(event)
    try {
      await handler(event)
    } catch (error) {
      this.failures.push({ consumer, event: original, error })
    }
    this.#unfinished--
    if (this.#unfinished > 0) return
    for (const wake of this.#idleWaiters.splice(0)) wake()
  }
}
