import { type Explanation, within } from '@taller/workbench/testing'

import type { Broker, OutboxMessage } from '../src/broker.ts'

/** Un broker obediente hasta que se le dice qué evento retener o rechazar. */
export class HeldBroker implements Broker {
  /** Una entrada por llamada a publish, en el orden en que llegaron. */
  readonly received: OutboxMessage[] = []
  readonly #gates = new Map<string, Gate>()
  readonly #reasons = new Map<string, () => Promise<never>>()

  /** Los ids de lo recibido, con repeticiones. */
  get ids(): string[] {
    return this.received.map((message) => String(message?.id))
  }

  /** El evento llega al broker y se queda ahí, sin respuesta, hasta que se suelta. */
  hold(id: string): Gate {
    const gate = new Gate()
    this.#gates.set(id, gate)
    return gate
  }

  /** Sin más, con un error corriente; con un motivo, con ese, aunque sea `undefined`. */
  fail(id: string, ...given: readonly [reason?: unknown]): void {
    const reason = given.length > 0 ? given[0] : new Error('plantilla rota')
    this.#reasons.set(id, () => Promise.reject(reason))
  }

  /** Ni siquiera devuelve una promesa: lanza al llamarlo. */
  failAtOnce(id: string): void {
    this.#reasons.set(id, () => {
      throw new Error('conexión cerrada')
    })
  }

  recover(): void {
    this.#reasons.clear()
  }

  releaseAll(): void {
    for (const gate of this.#gates.values()) gate.release()
  }

  // Una propiedad y no un método: quien la saque del objeto también puede llamarla.
  readonly publish = (message: OutboxMessage): Promise<void> => {
    this.received.push(message)
    const id = String(message?.id)
    const reason = this.#reasons.get(id)
    if (reason) return reason()
    return this.#gates.get(id)?.pass() ?? Promise.resolve()
  }
}

// #region gate
export class Gate {
  readonly #arrived = Promise.withResolvers<void>()
  readonly #open = Promise.withResolvers<void>()

  pass(): Promise<void> {
    this.#arrived.resolve()
    return this.#open.promise
  }

  readonly release = (): void => this.#open.resolve()

  /** Hasta que el evento está en manos del broker. */
  reached(explanation: Explanation): Promise<void> {
    return within(this.#arrived.promise, explanation, 3_000)
  }

  /** Al salir de ámbito se suelta: un test que falla no deja al relay esperando. */
  [Symbol.dispose](): void {
    this.release()
  }
}
// #endregion gate
