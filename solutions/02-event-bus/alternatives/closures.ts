/*---
replaces: event-bus.ts
title: El estado en un cierre y los métodos como flechas
why: 'La clase solo da el nombre: lo que hay dentro es una función que devuelve funciones, y así subscribe y publish se pueden pasar sueltos sin perder el this.'
---*/
import type { ShopEvents } from '../src/shop-events.ts'

export type Unsubscribe = () => void
export type Handler<Payload> = (payload: Payload) => void | Promise<void>
export type DeliveryFailure = { readonly event: string; readonly error: unknown }
type SubscribeOptions = { readonly once?: boolean; readonly signal?: AbortSignal }
type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>
type Cell = { deliver: (message: BusMessage) => Promise<void>; claim: () => boolean }

/** Un buzón: quién está apuntado, y nada más. */
function createRegister() {
  const cells = new Set<Cell>()
  return {
    join(cell: Cell): Unsubscribe {
      cells.add(cell)
      return () => void cells.delete(cell)
    },
    photo: (): readonly Cell[] => [...cells].filter((cell) => cell.claim()),
  }
}

export class EventBus<Events extends object> {
  static getInstance: () => EventBus<ShopEvents> = once(
    () => new EventBus<ShopEvents>({ onError: console.error }),
  )

  readonly subscribe: <Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
    options?: SubscribeOptions,
  ) => Unsubscribe
  readonly subscribeAll: (handler: Handler<BusMessage>) => Unsubscribe
  readonly publish: <Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ) => Promise<void>

  constructor({ onError }: { readonly onError: OnError }) {
    const everything = createRegister()
    const byEvent = new Map<string, ReturnType<typeof createRegister>>()

    const safely = (handle: Handler<BusMessage>) => async (message: BusMessage) => {
      try {
        await handle(message)
      } catch (error) {
        await Promise.try(() => onError({ event: message.event, error })).catch(() => {})
      }
    }

    this.subscribe = (event, handler, options = {}) => {
      const register = byEvent.get(event) ?? createRegister()
      byEvent.set(event, register)
      const leave = register.join({
        deliver: safely(({ payload }) => handler(payload as Events[typeof event])),
        claim: () => {
          if (options.once) leave()
          return !options.signal?.aborted
        },
      })
      return leave
    }

    this.subscribeAll = (handler) =>
      everything.join({ deliver: safely((message) => handler(message)), claim: () => true })

    this.publish = async (event, payload) => {
      const photo = [...(byEvent.get(event)?.photo() ?? []), ...everything.photo()]
      await Promise.all(photo.map((cell) => cell.deliver({ event, payload })))
    }
  }
}

function once<T>(create: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: create() }).value
}
