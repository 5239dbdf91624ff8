import type { Failure, Handler } from './consumer.ts'
import type { OrderPlaced } from './order.ts'

/** Una cola en memoria. De momento, sus consumidores compiten: a cada mensaje, uno solo. */
export class MessageQueue {
  readonly #handlers: Handler[] = []
  #turn = 0

  // TODO (paso 4): `consumer` es el nombre con el que el paso 5 anotará los fallos.
  subscribe(_consumer: string, handler: Handler): void {
    this.#handlers.push(handler)
  }

  // TODO (paso 4): cada consumidor recibe su copia, y quien publica no espera a ninguno.
  async publish(event: OrderPlaced): Promise<void> {
    const handler = this.#handlers[this.#turn++ % this.#handlers.length]
    await handler?.(event)
  }

  // TODO (paso 4): se cumple cuando no queda ninguna entrega por hacer ni a medias.
  async idle(): Promise<void> {}

  // TODO (paso 5): el fallo de un consumidor se anota aquí y no molesta a nadie más.
  get failures(): readonly Failure[] {
    return []
  }
}
