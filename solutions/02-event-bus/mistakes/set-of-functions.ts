/*---
replaces: event-bus.ts
title: Un Set con las funciones
seen: 'Dos módulos que comparten función reciben una sola entrega, y la baja de uno calla a los dos.'
rejected-by:
  - step: 2
    test: la misma función suscrita dos veces recibe dos veces
    says: Dos llamadas a subscribe con la misma función dieron una entrega
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
  readonly #handlers = new Map<string, Set<Handler<unknown>>>()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
  ): Unsubscribe {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers)
    handlers.add(handler as Handler<unknown>)
    return () => void handlers.delete(handler as Handler<unknown>)
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
