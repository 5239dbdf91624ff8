/*---
replaces: event-bus.ts
title: 'indexOf(handler) y splice: la baja antigua encuentra otra'
seen: Un componente que se cierra tarde da de baja al que ocupó su lugar.
rejected-by:
  - step: 2
    test: darse de baja dos veces no quita nada más
    says: La segunda llamada a la misma baja se llevó una suscripción que no era suya
  - step: 2
    test: una baja antigua no quita a quien se suscribió después
    says: Una baja ya usada quitó una suscripción posterior
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>

export class EventBus<Events extends object> {
  static #instance: EventBus<ShopEvents> | undefined

  static getInstance(): EventBus<ShopEvents> {
    return (EventBus.#instance ??= new EventBus<ShopEvents>({ onError: console.error }))
  }

  readonly #onError: OnError
  readonly #handlers = new Map<string, Handler<unknown>[]>()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
  ): Unsubscribe {
    const handlers = this.#handlers.get(event) ?? []
    this.#handlers.set(event, handlers)
    handlers.push(handler as Handler<unknown>)
    return () => {
      const index = handlers.indexOf(handler as Handler<unknown>)
      if (index !== -1) handlers.splice(index, 1)
    }
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const current = [...(this.#handlers.get(event) ?? [])]
    await Promise.all(current.map((handle) => this.#deliver(event, handle, payload)))
  }

  async #deliver(event: string, handle: Handler<unknown>, payload: unknown): Promise<void> {
    try {
      await handle(payload)
    } catch (error) {
      await this.#report({ event, error })
    }
  }

  async #report(failure: DeliveryFailure): Promise<void> {
    try {
      await this.#onError(failure)
    } catch {
      // Ya no queda a quién contárselo.
    }
  }
}
