/*---
replaces: order-service.ts
title: Guardar y publicar a la vez, con Promise.all
seen: Unos milisegundos menos, y cuando guardar falla el evento ya se ha ido.
rejected-by:
  - step: 3
    test: publica cuando el pedido ya está guardado, no antes
    says: El evento salió hacia la cola con el pedido todavía a medio guardar
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  await Promise.all([store.save(order), queue.publish({ ...order, type: 'order.placed' })])
  return { orderId: order.orderId, status: 'accepted' }
}
