/*---
replaces: order-service.ts
title: Publicar el evento una vez por cada consumidor
seen: Con difusión, cada cliente recibe tres correos y tres facturas.
rejected-by:
  - step: 3
    test: publica cuando el pedido ya está guardado, no antes
    says: 'no se publicó una vez y solo una'
  - step: 3
    test: publica un solo order.placed con los datos del pedido
    says: 'Eventos publicados: 3'
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  await store.save(order)
  for (let consumer = 1; consumer <= 3; consumer++) {
    await queue.publish({ ...order, type: 'order.placed' })
  }
  return { orderId: order.orderId, status: 'accepted' }
}
