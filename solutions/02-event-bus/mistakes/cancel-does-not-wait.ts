/*---
replaces: checkout.ts
title: Publicar la cancelación sin devolver la promesa
seen: 'cancelOrder termina con la devolución a medias; si el proceso se cierra, no se hace.'
rejected-by:
  - step: 7
    test: cancelOrder no termina hasta que terminan los handlers
    says: la promesa de publish se perdió por el camino
---*/
import type { EventBus } from '../src/event-bus.ts'
import type { ShopEvents } from '../src/shop-events.ts'

export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export type Checkout = {
  placeOrder(order: ShopEvents['order.placed']): Promise<void>
  cancelOrder(orderId: string, reason: string): Promise<void>
}

export function createCheckout({ bus }: { readonly bus: Publisher }): Checkout {
  return {
    async placeOrder(order) {
      await bus.publish('order.placed', order)
    },
    async cancelOrder(orderId, reason) {
      void bus.publish('order.cancelled', { orderId, reason })
    },
  }
}
