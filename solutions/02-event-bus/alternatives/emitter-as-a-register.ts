/*---
replaces: event-bus.ts
title: 'EventEmitter como registro, sin emit'
why: 'EventEmitter sabe guardar escuchas y dar una copia; lo que no sabe es esperar. Con un prefijo, ningún nombre choca con «error» ni «newListener».'
---*/
import { EventEmitter } from 'node:events'

import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }
type SubscribeOptions = { readonly once?: boolean; readonly signal?: AbortSignal }
type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Listener = (message: BusMessage) => void | Promise<void>

export class EventBus<Events extends object> {
  static #instance: EventBus<ShopEvents> | undefined

  static getInstance(): EventBus<ShopEvents> {
    EventBus.#instance ??= new EventBus<ShopEvents>({ onError: console.error })
    return EventBus.#instance
  }

  readonly #onError: OnError
  readonly #register = new EventEmitter().setMaxListeners(0)
  readonly #leaveAfterOne = new WeakMap<Listener, Unsubscribe>()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
    { once = false, signal }: SubscribeOptions = {},
  ): Unsubscribe {
    if (signal?.aborted) return () => {}
    // Una función nueva por suscripción: `off` busca por identidad.
    const listener: Listener = ({ payload }) => handler(payload as Events[Name])
    const off = this.#add(`event:${event}`, listener)
    const leave = () => {
      signal?.removeEventListener('abort', leave)
      off()
    }
    signal?.addEventListener('abort', leave)
    if (once) this.#leaveAfterOne.set(listener, leave)
    return leave
  }

  subscribeAll(handler: Handler<BusMessage>): Unsubscribe {
    return this.#add('all', (message) => handler(message))
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    const key = `event:${event}`
    // `listeners` devuelve una copia: es la foto fija.
    const current = [key, 'all'].flatMap((each) => this.#register.listeners(each) as Listener[])
    for (const listener of current) this.#leaveAfterOne.get(listener)?.()
    await Promise.all(current.map((listener) => this.#deliver(listener, { event, payload })))
  }

  #add(key: string, listener: Listener): Unsubscribe {
    this.#register.on(key, listener)
    return () => void this.#register.off(key, listener)
  }

  async #deliver(listener: Listener, message: BusMessage): Promise<void> {
    try {
      await listener(message)
    } catch (error) {
      await Promise.try(this.#onError, { event: message.event, error }).catch(() => {})
    }
  }
}
