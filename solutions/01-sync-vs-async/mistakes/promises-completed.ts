/*---
replaces: order-service.ts
title: Responder «completed» cuando solo se ha aceptado
seen: El cliente va a buscar su factura y no existe todavía.
rejected-by:
  - step: 3
    test: responde «accepted» cuando la cola acepta, no antes
    says: placeOrderAsync respondió «completed»
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  await store.save(order)
  await queue.publish({ ...order, type: 'order.placed' })
  return { orderId: order.orderId, status: 'completed' }
}
