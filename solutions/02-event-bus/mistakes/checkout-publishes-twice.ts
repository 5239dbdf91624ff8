/*---
replaces: checkout.ts
title: 'Publicar en el bus recibido y, por si acaso, en el global'
seen: Cada pedido manda dos correos en cuanto alguien escucha el global.
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

export function createCheckout({ bus }: { readonly bus: Publisher }): Checkout {
  const buses: readonly Publisher[] = [bus, EventBus.getInstance()]
  return {
    async placeOrder(order) {
      await Promise.all(buses.map((each) => each.publish('order.placed', order)))
    },
    async cancelOrder(orderId, reason) {
      await Promise.all(buses.map((each) => each.publish('order.cancelled', { orderId, reason })))
    },
  }
}
