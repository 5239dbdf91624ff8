/*---
replaces: message-queue.ts
title: Funciones y clausuras, con setImmediate a la antigua
why: Cada suscripción es una función que recibe mensajes, sin un solo await; la clase solo las llama.
---*/
import type { Failure, Handler } from '../src/consumer.ts'
import type { OrderPlaced } from '../src/order.ts'

type Done = () => void
type Inlet = (event: OrderPlaced) => void

/** Una fila: cada mensaje empieza, en otra vuelta del bucle, cuando el anterior acabó. */
function createLine(handler: Handler, onFailure: (event: OrderPlaced, error: unknown) => void) {
  const line: { event: OrderPlaced; done: Done }[] = []

  const next = (): void => {
    const head = line[0]
    if (!head) return
    const finish = () => {
      line.shift()
      head.done()
      if (line.length > 0) setImmediate(next)
    }
    Promise.try(handler, structuredClone(head.event)).then(finish, (error: unknown) => {
      onFailure(head.event, error)
      finish()
    })
  }

  return (event: OrderPlaced, done: Done): void => {
    line.push({ event, done })
    if (line.length === 1) setImmediate(next)
  }
}

export class MessageQueue {
  failures: readonly Failure[] = []
  #inlets: readonly Inlet[] = []
  #unfinished = 0
  readonly #sleepers = new Set<Done>()

  subscribe = (consumer: string, handler: Handler): void => {
    const line = createLine(handler, (event, error) => {
      this.failures = [...this.failures, { consumer, event, error }]
    })
    this.#inlets = [
      ...this.#inlets,
      (event) => {
        this.#unfinished++
        line(event, this.#finished)
      },
    ]
  }

  publish = (event: OrderPlaced): Promise<void> => {
    const copy = structuredClone(event)
    this.#inlets.forEach((accept) => accept(copy))
    return Promise.resolve()
  }

  idle = (): Promise<void> =>
    this.#unfinished === 0
      ? Promise.resolve()
      : new Promise((resolve) => void this.#sleepers.add(resolve))

  readonly #finished = (): void => {
    this.#unfinished--
    if (this.#unfinished > 0) return
    for (const wake of this.#sleepers) wake()
    this.#sleepers.clear()
  }
}
