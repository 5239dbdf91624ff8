import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Failure, Handler } from './consumer.ts'
import type { OrderPlaced } from './order.ts'

type Subscription = {
  readonly consumer: string
  readonly handler: Handler
  /** La última entrega encargada; la siguiente se encadena detrás. Nunca se rechaza. */
  last: Promise<void>
}

/** Cola en memoria con difusión: cada suscripción recibe su copia de cada mensaje, en orden. */
export class MessageQueue {
  readonly #subscriptions: Subscription[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #failures: Failure[] = []

  subscribe(consumer: string, handler: Handler): void {
    this.#subscriptions.push({ consumer, handler, last: Promise.resolve() })
  }

  // #region publicar
  /** Se cumple cuando la cola acepta el mensaje, antes de que empiece ningún consumidor. */
  async publish(event: OrderPlaced): Promise<void> {
    // La foto se toma ahora: quien publica puede seguir usando, y cambiando, su objeto.
    const message = structuredClone(event)
    for (const subscription of this.#subscriptions) {
      const delivery = subscription.last.then(() => this.#deliver(subscription, message))
      subscription.last = delivery
      this.#pending.add(delivery)
      void delivery.then(() => this.#pending.delete(delivery))
    }
  }
  // #endregion publicar

  // #region esperar-a-que-no-quede-nada
  /** Se cumple cuando no queda ninguna entrega. Dentro de un handler se esperaría a sí misma. */
  async idle(): Promise<void> {
    // En bucle: un consumidor puede haber publicado mientras esperábamos a los demás.
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
  // #endregion esperar-a-que-no-quede-nada

  get failures(): readonly Failure[] {
    return this.#failures
  }

  // #region entregar
  async #deliver({ consumer, handler }: Subscription, event: OrderPlaced): Promise<void> {
    // Una microtarea se adelantaría a quien espera a `publish`; otra vuelta del bucle, no.
    await nextTurn()
    try {
      // Una copia por consumidor: lo que uno cambie en la suya no lo ve ningún otro.
      await handler(structuredClone(event))
    } catch (error) {
      // El `try` abarca también la llamada: un handler puede lanzar antes de devolver su promesa.
      this.#failures.push({ consumer, event, error })
    }
  }
  // #endregion entregar
}
