/*---
replaces: event-bus.ts
title: 'Cadenas de promesas, sin async ni await'
why: 'El handler se llama dentro de un then, que recoge tanto lo que lanza como lo que rechaza. Los handlers empiezan en la microtarea siguiente, con la foto ya hecha.'
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }
type SubscribeOptions = { readonly once?: boolean; readonly signal?: AbortSignal }
type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>

export class EventBus<Events extends object> {
  static #instance: EventBus<ShopEvents> | null = null

  static getInstance(): EventBus<ShopEvents> {
    if (!EventBus.#instance) EventBus.#instance = new EventBus({ onError: console.error })
    return EventBus.#instance
  }

  readonly #onError: OnError
  #nextId = 0
  // Numeradas: el número no se reutiliza, así que una baja antigua no encuentra nada.
  readonly #byId = new Map<
    number,
    { wants: (event: string) => boolean; run: Handler<BusMessage> }
  >()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
    options: SubscribeOptions = {},
  ): Unsubscribe {
    let spent = false
    // Se gasta al decidir quién recibe, que es antes de que nadie haya empezado.
    const wants = (published: string) => {
      if (published !== event || spent || options.signal?.aborted) return false
      spent = options.once ?? false
      return true
    }
    return this.#add(wants, ({ payload }) => handler(payload as Events[Name]))
  }

  subscribeAll(handler: Handler<BusMessage>): Unsubscribe {
    return this.#add(() => true, handler)
  }

  publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const current = Array.from(this.#byId.values()).filter(({ wants }) => wants(event))
    return Promise.all(
      current.map(
        ({ run }) =>
          Promise.resolve({ event, payload })
            .then(run)
            .catch((error: unknown) => this.#onError({ event, error }))
            .catch(() => {}), // falló onError: nadie más a quien avisar
      ),
    ).then(() => {})
  }

  #add(wants: (event: string) => boolean, run: Handler<BusMessage>): Unsubscribe {
    const id = this.#nextId++
    this.#byId.set(id, { wants, run })
    return () => void this.#byId.delete(id)
  }
}
