import type { ShopEvents } from './shop-events.ts'

export type Unsubscribe = () => void

/** Síncrono o asíncrono: el bus trata igual a los dos. */
export type Handler<Payload> = (payload: Payload) => void | Promise<void>

export type DeliveryFailure<Events> = {
  readonly event: Extract<keyof Events, string>
  /** Lo que lanzó el handler, tal cual: en JavaScript puede no ser un `Error`. */
  readonly error: unknown
}

type SubscribeOptions = {
  readonly once?: boolean
  readonly signal?: AbortSignal
}

/** Unión de todos los pares nombre y payload: al mirar `event`, TypeScript sabe qué es `payload`. */
type BusMessage<Events> = {
  [Name in Extract<keyof Events, string>]: { readonly event: Name; readonly payload: Events[Name] }
}[Extract<keyof Events, string>]

type OnError<Events> = (failure: DeliveryFailure<Events>) => void | Promise<void>

/** Un objeto por suscripción: su identidad distingue dos altas de la misma función. */
type Subscription = {
  readonly handle: Handler<unknown>
  readonly once: boolean
  readonly unsubscribe: Unsubscribe
}

/** Entrega como máximo una vez y en memoria: si el proceso muere a mitad, lo que faltaba se pierde. */
export class EventBus<Events extends object> {
  // #region single-instance
  static #instance: EventBus<ShopEvents> | undefined

  static getInstance(): EventBus<ShopEvents> {
    return (EventBus.#instance ??= new EventBus<ShopEvents>({
      onError: ({ event, error }) => console.error(`Falló un handler de «${event}»:`, error),
    }))
  }
  // #endregion single-instance

  readonly #onError: OnError<Events>
  // `Map` y no un objeto: en `{}` ya existen «constructor» y «__proto__» sin que nadie los ponga.
  readonly #byEvent = new Map<string, Set<Subscription>>()
  readonly #everything = new Set<Pick<Subscription, 'handle'>>()

  constructor({ onError }: { readonly onError: OnError<Events> }) {
    this.#onError = onError
  }

  // #region subscribe
  subscribe<Name extends Extract<keyof Events, string>>(
    event: Name,
    handler: Handler<Events[Name]>,
    { once = false, signal }: SubscribeOptions = {},
  ): Unsubscribe {
    if (signal?.aborted) return () => {}

    const subscriptions = this.#byEvent.get(event) ?? new Set()
    this.#byEvent.set(event, subscriptions)

    const unsubscribe = () => {
      signal?.removeEventListener('abort', unsubscribe) // la señal puede durar más que nosotros
      // Sin mirar si borró algo, una baja repetida podría llevarse a quien llegó después: este
      // conjunto ya no es el del mapa.
      if (subscriptions.delete(subscription) && subscriptions.size === 0) {
        this.#byEvent.delete(event)
      }
    }
    // Un «créeme»: un Map no sabe que cada clave tiene su tipo; las firmas sí.
    const subscription: Subscription = { handle: handler as Handler<unknown>, once, unsubscribe }

    subscriptions.add(subscription)
    signal?.addEventListener('abort', unsubscribe)
    return unsubscribe
  }
  // #endregion subscribe

  subscribeAll(handler: Handler<BusMessage<Events>>): Unsubscribe {
    const subscription = { handle: handler as Handler<unknown> }
    this.#everything.add(subscription)
    return () => void this.#everything.delete(subscription)
  }

  // #region publish
  /** Termina cuando terminan todos los handlers. Nunca rechaza: de los fallos se entera `onError`. */
  async publish<Name extends Extract<keyof Events, string>>(
    event: Name,
    payload: Events[Name],
  ): Promise<void> {
    // Foto fija: copiamos antes de llamar a nadie, porque un handler puede dar altas y bajas.
    const interested = [...(this.#byEvent.get(event) ?? [])]
    const watching = [...this.#everything]

    // Antes de entregar: si un handler publica lo mismo por dentro, `once` ya no está.
    for (const { once, unsubscribe } of interested) if (once) unsubscribe()

    await Promise.all([
      ...interested.map(({ handle }) => this.#deliver(event, handle, payload)),
      ...watching.map(({ handle }) => this.#deliver(event, handle, { event, payload })),
    ])
  }
  // #endregion publish

  // #region deliver
  // `async` hace de red: lo que el handler lance de forma síncrona también acaba en el `catch`.
  async #deliver(
    event: Extract<keyof Events, string>,
    handle: Handler<unknown>,
    payload: unknown,
  ): Promise<void> {
    try {
      await handle(payload)
    } catch (error) {
      await this.#report({ event, error })
    }
  }

  async #report(failure: DeliveryFailure<Events>): Promise<void> {
    try {
      await this.#onError(failure)
    } catch {
      // Ha fallado quien avisa de los fallos: no queda a quién contárselo, y lanzar desde aquí
      // haría que `publish` rechazara por culpa de un registro.
    }
  }
  // #endregion deliver
}
