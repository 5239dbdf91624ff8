/*---
replaces: order-service.ts
title: Volver a guardar si guardar falla
seen: 'El disco guardó y no llegó a contestar: el pedido está dos veces.'
rejected-by:
  - step: 3
    test: 'si no se puede guardar, no se publica nada y quien llamó lo sabe'
    says: 'Guardar falló y se llamó a save 2 veces'
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  try {
    await store.save(order)
  } catch {
    await store.save(order)
  }
  await queue.publish({ ...order, type: 'order.placed' })
  return { orderId: order.orderId, status: 'accepted' }
}
