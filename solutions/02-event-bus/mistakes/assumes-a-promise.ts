/*---
replaces: event-bus.ts
title: Encadenar .catch a lo que devuelve el handler
seen: 'Un handler síncrono, que devuelve undefined, hace rechazar a publish con un TypeError.'
rejected-by:
  - step: 1
    test: un handler que no devuelve una promesa vale igual
    says: 'Con un handler síncrono, que devuelve undefined, publish rechazó con «TypeError'
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Entry = { readonly handle: (payload: unknown) => Promise<void> }

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
    const entry: Entry = { handle: handler as Entry['handle'] }
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const current = [...(this.#entries.get(event) ?? [])]
    await Promise.all(
      current.map(({ handle }) =>
        handle(payload).catch((error: unknown) => this.#report({ event, error })),
      ),
    )
  }

  async #report(failure: DeliveryFailure): Promise<void> {
    try {
      await this.#onError(failure)
    } catch {
      // Ya no queda a quién contárselo.
    }
  }
}
