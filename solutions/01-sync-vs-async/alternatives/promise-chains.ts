/*---
replaces: order-service.ts
title: Cadenas de promesas, sin async ni await
why: «then» sobre «then» es lo que hace await; los fallos recorren la cadena igual hasta quien llamó.
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore, Services } from '../src/ports.ts'

const completed = (order: Order): OrderReply => ({ orderId: order.orderId, status: 'completed' })

export function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  return services
    .inventory(order)
    .then(() => services.email(order))
    .then(() => services.invoice(order))
    .then(() => completed(order))
}

export function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  const work = [services.inventory(order), services.email(order), services.invoice(order)]
  return Promise.all(work).then(() => completed(order))
}

export function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  return store
    .save(order)
    .then(() => queue.publish({ ...order, type: 'order.placed' }))
    .then(() => ({ orderId: order.orderId, status: 'accepted' }))
}
