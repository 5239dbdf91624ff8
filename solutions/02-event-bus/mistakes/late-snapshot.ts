/*---
replaces: event-bus.ts
title: Hacer la foto después de un await
seen: Quien se suscribe justo después de publish recibe un evento anterior.
rejected-by:
  - step: 4
    test: quien se suscribe justo después de llamar a publish no recibe ese evento
    says: la foto se hizo tarde
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
  readonly #entries = new Map<string, Set<Entry>>()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
  ): Unsubscribe {
    const entries = this.#entries.get(event) ?? new Set()
    this.#entries.set(event, entries)
    const entry: Entry = { handle: handler as Handler<unknown> }
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    await Promise.resolve() // que publish no bloquee a quien llama
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
