import { type Explanation, within } from '@taller/workbench/testing'

import type { Broker, OutboxMessage } from '../src/broker.ts'

type Refuse = () => Promise<never>

export type Refusal = { readonly id: string; readonly reason: unknown }

/** Un broker obediente hasta que se le dice qué evento retener o rechazar, o las dos cosas. */
export class HeldBroker implements Broker {
  /** Una entrada por llamada a publish, en el orden en que llegaron. */
  readonly received: OutboxMessage[] = []
  /** Lo que ha rechazado, y con qué. */
  readonly refusals: Refusal[] = []
  readonly #gates = new Map<string, Gate>()
  readonly #reasons = new Map<string, Refuse>()

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
    this.#refuse(id, reason, () => Promise.reject(reason))
  }

  /** Ni siquiera devuelve una promesa: lanza al llamarlo. */
  failAtOnce(id: string): void {
    const reason = new Error('conexión cerrada')
    this.#refuse(id, reason, () => {
      throw reason
    })
  }

  recover(): void {
    this.#reasons.clear()
  }

  releaseAll(): void {
    for (const gate of this.#gates.values()) gate.release()
  }

  #refuse(id: string, reason: unknown, refuse: Refuse): void {
    this.#reasons.set(id, () => {
      this.refusals.push({ id, reason })
      return refuse()
    })
  }

  // Una propiedad y no un método: quien la saque del objeto también puede llamarla.
  readonly publish = (message: OutboxMessage): Promise<void> => {
    this.received.push(message)
    const id = String(message?.id)
    const refuse = this.#reasons.get(id)
    const gate = this.#gates.get(id)
    if (!refuse) return gate?.pass() ?? Promise.resolve()
    return gate ? gate.pass().then(refuse) : refuse()
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
