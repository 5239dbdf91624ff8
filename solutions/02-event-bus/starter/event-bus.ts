import type { ShopEvents } from './shop-events.ts'

export type Unsubscribe = () => void

/** Síncrono o asíncrono: el bus trata igual a los dos. */
export type Handler<Payload> = (payload: Payload) => void | Promise<void>

export type DeliveryFailure = {
  readonly event: string
  /** Lo que lanzó el handler, tal cual. */
  readonly error: unknown
}

/** Solo para el reto del paso 8. */
type SubscribeOptions = {
  readonly once?: boolean
  readonly signal?: AbortSignal
}

type BusMessage = { readonly event: string; readonly payload: unknown }

type OnError = (failure: DeliveryFailure) => void | Promise<void>

// oxlint-disable-next-line no-unused-vars -- `Events` entra en juego en el paso 6
export class EventBus<Events extends object> {
  // TODO (paso 7): una única instancia para todo el proceso.
  static getInstance(): EventBus<ShopEvents> {
    throw new Error('Pendiente (paso 7): getInstance devuelve siempre el mismo bus.')
  }

  private readonly onError: OnError

  constructor({ onError }: { readonly onError: OnError }) {
    this.onError = onError
  }

  // TODO (paso 1): que el handler reciba lo que se publique con ese nombre de evento.
  // TODO (paso 2): lo que devuelve da de baja esta suscripción, y solo esta.
  // TODO (paso 6): hoy cualquier nombre y cualquier payload compilan; que `Events` mande.
  subscribe<Payload>(
    _event: string,
    _handler: Handler<Payload>,
    _options?: SubscribeOptions,
  ): Unsubscribe {
    throw new Error('Pendiente (paso 1): subscribe guarda el handler para ese evento.')
  }

  // TODO (paso 1): entregar a todos los suscriptores y terminar cuando termine el último.
  // TODO (paso 3): un handler que falla no estropea la entrega de los demás.
  // TODO (paso 4): quién recibe se decide al llamar a publish.
  async publish<Payload>(_event: string, _payload: Payload): Promise<void> {
    throw new Error('Pendiente (paso 1): publish entrega el payload a cada suscriptor.')
  }

  // TODO (paso 8, reto): recibir todos los eventos del bus.
  subscribeAll(_handler: Handler<BusMessage>): Unsubscribe {
    throw new Error('Pendiente (paso 8): subscribeAll recibe todos los eventos.')
  }
}
