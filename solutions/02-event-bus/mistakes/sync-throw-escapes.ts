/*---
replaces: event-bus.ts
title: Promise.allSettled sobre h(payload)
seen: Un handler que lanza de forma síncrona hace rechazar a publish; los siguientes no reciben y los que ya habían empezado quedan huérfanos.
rejected-by:
  - step: 3
    test: un handler que lanza de forma síncrona no impide que los demás reciban el evento
    says: 'lanzó de forma síncrona, antes de devolver ninguna promesa: publish rechazó'
  - step: 3
    test: ningún fallo queda como promesa rechazada sin atender
    says: hay handlers que ya habían arrancado y nadie los esperaba
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
    const current = [...(this.#entries.get(event) ?? [])]
    const results = await Promise.allSettled(current.map(({ handle }) => handle(payload)))
    for (const result of results) {
      if (result.status === 'rejected') await this.#report({ event, error: result.reason })
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
