/*---
replaces: checkout.ts
title: Publicar sin devolver la promesa
seen: 'placeOrder termina con la factura a medias; si el proceso se cierra, no sale.'
rejected-by:
  - step: 7
    test: placeOrder no termina hasta que terminan los handlers
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
      void bus.publish('order.placed', order)
    },
    async cancelOrder(orderId, reason) {
      void bus.publish('order.cancelled', { orderId, reason })
    },
  }
}
