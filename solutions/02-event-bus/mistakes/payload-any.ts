/*---
replaces: event-bus.ts
title: El nombre se comprueba y el payload es any
seen: 'Publicar un pedido sin total compila, y la factura sale con undefined.'
rejected-by:
  - step: 6
    test: un payload que no es el de ese evento no compila
    says: Compila publicar un payload al que le faltan datos
  - step: 6
    test: un handler que espera otro payload no compila
    says: lee datos que su evento no trae
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

  subscribe(
    event: Extract<keyof Events, string>,
    // oxlint-disable-next-line typescript/no-explicit-any -- es el error que se enseña
    handler: Handler<any>,
  ): Unsubscribe {
    const entries = this.#entries.get(event) ?? new Set()
    this.#entries.set(event, entries)
    const entry: Entry = { handle: handler as Handler<unknown> }
    entries.add(entry)
    return () => void entries.delete(entry)
  }

  async publish(
    event: Extract<keyof Events, string>,
    // oxlint-disable-next-line typescript/no-explicit-any -- es el error que se enseña
    payload: any,
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
