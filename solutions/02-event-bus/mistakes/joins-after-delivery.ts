/*---
replaces: event-bus.ts
title: Apuntar las altas al acabar el reparto en curso
seen: Lo que un handler publica por dentro no llega a quien acaba de suscribirse.
rejected-by:
  - step: 4
    test: lo que un handler publica por dentro llega ya a quien acaba de suscribirse
    says: El recién llegado recibió ord_2 0 veces
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
  readonly #waiting: (() => void)[] = []
  #delivering = 0

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
    let active = true
    const join = () => void (active && entries.add(entry))
    if (this.#delivering > 0) this.#waiting.push(join)
    else join()
    return () => {
      active = false
      entries.delete(entry)
    }
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const current = [...(this.#entries.get(event) ?? [])]
    this.#delivering++
    await Promise.all(current.map((entry) => this.#deliver(event, entry, payload)))
    this.#delivering--
    if (this.#delivering === 0) for (const join of this.#waiting.splice(0)) join()
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
