/*---
replaces: event-bus.ts
title: Recordar la posición en la lista
seen: 'Si uno se va, las bajas de los que venían detrás quitan al de al lado.'
rejected-by:
  - step: 2
    test: darse de baja dos veces no quita nada más
    says: La segunda llamada a la misma baja se llevó una suscripción que no era suya
  - step: 2
    test: 'cada baja quita la suya, sea cual sea el orden'
    says: una posición guardada deja de valer en cuanto otro se va
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Entry = { readonly handle: Handler<unknown> }

export class EventBus<Events extends object> {
  static #instance: EventBus<ShopEvents> | undefined

  static getInstance(): EventBus<ShopEvents> {
    return (EventBus.#instance ??= new EventBus<ShopEvents>({ onError: console.error }))
  }

  readonly #onError: OnError
  readonly #entries = new Map<string, Entry[]>()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
  ): Unsubscribe {
    const entries = this.#entries.get(event) ?? []
    this.#entries.set(event, entries)
    const index = entries.push({ handle: handler as Handler<unknown> }) - 1
    return () => void entries.splice(index, 1)
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const current = [...(this.#entries.get(event) ?? [])]
    await Promise.all(current.map((entry) => this.#deliver(event, entry, payload)))
  }

  async #deliver(event: string, { handle }: Entry, payload: unknown): Promise<void> {
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
