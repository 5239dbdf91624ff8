import type { EventBus } from './event-bus.ts'
import type { ShopEvents } from './shop-events.ts'

/** Lo único que el checkout necesita de un bus: en un test basta un objeto con `publish`. */
export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export type Checkout = {
  placeOrder(order: ShopEvents['order.placed']): Promise<void>
  cancelOrder(orderId: string, reason: string): Promise<void>
}

// #region inject
// El bus llega de fuera: quien monta la aplicación decide cuál, y cada test trae el suyo.
export function createCheckout({ bus }: { readonly bus: Publisher }): Checkout {
  return {
    placeOrder: (order) => bus.publish('order.placed', order),
    cancelOrder: (orderId, reason) => bus.publish('order.cancelled', { orderId, reason }),
  }
}
// #endregion inject
