import { EventBus } from './event-bus.ts'
import type { ShopEvents } from './shop-events.ts'

/** Lo único que el checkout necesita de un bus. */
export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export type Checkout = {
  placeOrder(order: ShopEvents['order.placed']): Promise<void>
  cancelOrder(orderId: string, reason: string): Promise<void>
}

// TODO (paso 7): publica en el bus que recibe; hoy lo ignora y va a buscar el global.
export function createCheckout(_dependencies: { readonly bus: Publisher }): Checkout {
  return {
    placeOrder: (order) => EventBus.getInstance().publish('order.placed', order),
    cancelOrder: (orderId, reason) =>
      EventBus.getInstance().publish('order.cancelled', { orderId, reason }),
  }
}
