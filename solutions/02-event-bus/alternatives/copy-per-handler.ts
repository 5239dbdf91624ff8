/*---
replaces: event-bus.ts
title: 'Una copia del payload para cada handler, y una sola lista'
why: 'structuredClone aísla a los handlers entre sí incluso en JavaScript sin tipos; a cambio, cada entrega copia y los métodos se pierden. El contrato deja elegir.'
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }
type SubscribeOptions = { readonly once?: boolean; readonly signal?: AbortSignal }
type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Entry = {
  /** Ausente: todos los eventos. */
  readonly event?: string
  readonly handle: (message: BusMessage) => void | Promise<void>
  /** La baja de quien quiere una sola entrega. */
  readonly leaveAfterOne?: Unsubscribe
}

export class EventBus<Events extends object> {
  static #instance?: EventBus<ShopEvents>

  static getInstance(): EventBus<ShopEvents> {
    return (this.#instance ??= new EventBus<ShopEvents>({ onError: console.error }))
  }

  readonly #onError: OnError
  #entries: readonly Entry[] = []

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
    { once = false, signal }: SubscribeOptions = {},
  ): Unsubscribe {
    if (signal?.aborted) return () => {}
    // Lo que hay que deshacer; deshacerlo otra vez no hace nada.
    const listening = new DisposableStack()
    const leave = () => listening.dispose()
    const remove = this.#add({
      event,
      handle: ({ payload }) => handler(payload as Events[Name]),
      ...(once ? { leaveAfterOne: leave } : {}),
    })
    listening.defer(remove)
    signal?.addEventListener('abort', leave)
    listening.defer(() => signal?.removeEventListener('abort', leave))
    return leave
  }

  subscribeAll(handler: Handler<BusMessage>): Unsubscribe {
    return this.#add({ handle: handler })
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const photo = this.#entries.filter((entry) => (entry.event ?? event) === event)
    for (const { leaveAfterOne } of photo) leaveAfterOne?.()

    const deliveries = photo.map(async ({ handle }) =>
      handle({ event, payload: structuredClone(payload) }),
    )
    for (const delivery of await Promise.allSettled(deliveries)) {
      if (delivery.status === 'fulfilled') continue
      try {
        await this.#onError({ event, error: delivery.reason })
      } catch {
        // El aviso también falló; los demás avisos siguen.
      }
    }
  }

  #add(entry: Entry): Unsubscribe {
    this.#entries = [...this.#entries, entry]
    return () => void (this.#entries = this.#entries.filter((other) => other !== entry))
  }
}
