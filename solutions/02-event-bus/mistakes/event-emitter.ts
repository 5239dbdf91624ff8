/*---
replaces: event-bus.ts
title: Un EventEmitter por dentro y emit al publicar
seen: 'publish termina antes que los handlers, y publicar «error» sin suscriptores lanza.'
rejected-by:
  - step: 1
    test: publish no termina hasta que termina el último handler
    says: publish terminó sin esperar a ningún handler
  - step: 1
    test: cualquier cadena sirve como nombre de evento
    says: EventEmitter reserva «error» y «newListener»
---*/
import { EventEmitter } from 'node:events'

import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>

export class EventBus<Events extends object> {
  static #instance: EventBus<ShopEvents> | undefined

  static getInstance(): EventBus<ShopEvents> {
    return (EventBus.#instance ??= new EventBus<ShopEvents>({ onError: console.error }))
  }

  readonly #onError: OnError
  readonly #emitter = new EventEmitter()

  constructor({ onError }: { readonly onError: OnError }) {
    this.#onError = onError
  }

  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
  ): Unsubscribe {
    const listener = async (payload: Events[Name]) => {
      try {
        await handler(payload)
      } catch (error) {
        await this.#report({ event, error })
      }
    }
    this.#emitter.on(event, listener)
    return () => void this.#emitter.off(event, listener)
  }

  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    this.#emitter.emit(event, payload)
  }

  async #report(failure: DeliveryFailure): Promise<void> {
    try {
      await this.#onError(failure)
    } catch {
      // Ya no queda a quién contárselo.
    }
  }
}
