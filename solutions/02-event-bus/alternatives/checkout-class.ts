/*---
replaces: checkout.ts
title: El checkout como clase
why: Lo que cuenta es que el bus llegue por fuera; que lo guarde un campo o un cierre es gusto.
---*/
import type { EventBus } from '../src/event-bus.ts'
import type { ShopEvents } from '../src/shop-events.ts'

export type Publisher = Pick<EventBus<ShopEvents>, 'publish'>

export class Checkout {
  readonly #bus: Publisher

  constructor(bus: Publisher) {
    this.#bus = bus
  }

  async placeOrder(order: ShopEvents['order.placed']): Promise<void> {
    await this.#bus.publish('order.placed', order)
  }

  async cancelOrder(orderId: string, reason: string): Promise<void> {
    await this.#bus.publish('order.cancelled', { orderId, reason })
  }
}

export function createCheckout({ bus }: { readonly bus: Publisher }): Checkout {
  return new Checkout(bus)
}
