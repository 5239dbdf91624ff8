/*---
replaces: order-service.ts
title: Publicar primero y guardar después
seen: Salen correos y facturas de pedidos que no están en ninguna parte.
rejected-by:
  - step: 3
    test: publica cuando el pedido ya está guardado, no antes
    says: El evento salió hacia la cola con el pedido todavía a medio guardar
  - step: 3
    test: si no se puede guardar, no se publica nada y quien llamó lo sabe
    says: Guardar falló y aun así se publicó el evento
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  await queue.publish({ ...order, type: 'order.placed' })
  await store.save(order)
  return { orderId: order.orderId, status: 'accepted' }
}
