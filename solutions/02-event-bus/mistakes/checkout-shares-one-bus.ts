/*---
replaces: checkout.ts
title: Guardar el bus en una variable del módulo
seen: El último checkout creado le cambia el bus a los anteriores.
rejected-by:
  - step: 7
    test: 'dos checkouts, cada uno con su bus, no se ven'
    says: 'segundo: ord_1'
---*/
import type { EventBus } from '../src/event-bus.ts'
import type { ShopEvents } from '../src/shop-events.ts'

export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export type Checkout = {
  placeOrder(order: ShopEvents['order.placed']): Promise<void>
  cancelOrder(orderId: string, reason: string): Promise<void>
}

let current: Publisher

export function createCheckout({ bus }: { readonly bus: Publisher }): Checkout {
  current = bus
  return {
    placeOrder: (order) => current.publish('order.placed', order),
    cancelOrder: (orderId, reason) => current.publish('order.cancelled', { orderId, reason }),
  }
}
