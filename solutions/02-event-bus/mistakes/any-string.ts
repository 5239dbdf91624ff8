/*---
replaces: event-bus.ts
title: Nombres string y payload unknown
seen: Una errata en el nombre compila y da cero suscriptores.
rejected-by:
  - step: 6
    test: un nombre de evento que no existe no compila
    says: el nombre puede ser una cadena cualquiera
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Entry = { readonly handle: Handler<unknown> }

// oxlint-disable-next-line no-unused-vars -- el error típico: el mapa se declara y no se usa
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

  subscribe<Payload>(event: string, handler: Handler<Payload>): Unsubscribe {
    const entries = this.#entries.get(event) ?? new Set()
    this.#entries.set(event, entries)
    const entry: Entry = { handle: handler as Handler<unknown> }
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  async publish(event: string, payload: unknown): Promise<void> {
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
