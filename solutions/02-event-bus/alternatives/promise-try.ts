/*---
replaces: event-bus.ts
title: 'Promise.try y allSettled, con los avisos al final'
why: 'Promise.try convierte lo que se lanza al llamar en un rechazo, así que allSettled lo ve todo; se avisa cuando han acabado los demás.'
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }
type SubscribeOptions = { readonly once?: boolean; readonly signal?: AbortSignal }
type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Entry = { readonly handle: Handler<unknown>; readonly afterPhoto: Unsubscribe }

export class EventBus<Events extends object> {
  static readonly #instance = new EventBus<ShopEvents>({ onError: console.error })
  static getInstance = (): EventBus<ShopEvents> => EventBus.#instance

  readonly #onError: OnError
  readonly #entries = new Map<string, Entry[]>()
  #observers: readonly Handler<BusMessage>[] = []

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends keyof Events & string>(
    event: Name,
    handler: Handler<Events[Name]>,
    { once = false, signal }: SubscribeOptions = {},
  ): Unsubscribe {
    const leave = () => {
      signal?.removeEventListener('abort', leave)
      const others = this.#entries.get(event)?.filter((other) => other !== entry) ?? []
      this.#entries.set(event, others)
    }
    const entry: Entry = {
      handle: handler as Handler<unknown>,
      afterPhoto: once ? leave : () => {},
    }
    if (signal?.aborted) return leave
    this.#entries.set(event, [...(this.#entries.get(event) ?? []), entry])
    signal?.addEventListener('abort', leave)
    return leave
  }

  subscribeAll(handler: Handler<BusMessage>): Unsubscribe {
    const observer: Handler<BusMessage> = (message) => handler(message)
    this.#observers = [...this.#observers, observer]
    return () => void (this.#observers = this.#observers.filter((other) => other !== observer))
  }

  async publish<Name extends keyof Events & string>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    // Las listas no se modifican nunca, se sustituyen: la que tenemos ya es la foto.
    const current = this.#entries.get(event) ?? []
    const observers = this.#observers
    for (const { afterPhoto } of current) afterPhoto()

    const results = await Promise.allSettled([
      ...current.map(({ handle }) => Promise.try(handle, payload)),
      ...observers.map((observe) => Promise.try(observe, { event, payload })),
    ])
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result] : []))
    await Promise.allSettled(
      errors.map(({ reason }) => Promise.try(this.#onError, { event, error: reason as unknown })),
    )
  }
}
