/*---
replaces: checkout.ts
title: El checkout ignora el bus que recibe y usa el global
seen: Los tests del checkout se ven los handlers unos a otros.
rejected-by:
  - step: 7
    test: el checkout publica en el bus que recibe y no toca el global
    says: El checkout recibió un bus y publicó en el global
---*/
import { EventBus } from '../src/event-bus.ts'
import type { ShopEvents } from '../src/shop-events.ts'

export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export type Checkout = {
  placeOrder(order: ShopEvents['order.placed']): Promise<void>
  cancelOrder(orderId: string, reason: string): Promise<void>
}

export function createCheckout(_dependencies: { readonly bus: Publisher }): Checkout {
  const bus = EventBus.getInstance()
  return {
    placeOrder: (order) => bus.publish('order.placed', order),
    cancelOrder: (orderId, reason) => bus.publish('order.cancelled', { orderId, reason }),
  }
}
