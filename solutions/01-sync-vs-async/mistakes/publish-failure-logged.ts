/*---
replaces: order-service.ts
title: Apuntar en el registro que la cola falló, y responder «accepted»
seen: Quien mira el panel ve pedidos aceptados; quien mira el almacén no ve ninguno.
rejected-by:
  - step: 3
    test: si la cola no acepta el evento, quien llamó lo sabe
    says: Falló publish y el error se perdió por el camino
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'

export { placeOrderParallel, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  await store.save(order)
  try {
    await queue.publish({ ...order, type: 'order.placed' })
  } catch (error) {
    console.error('La cola no responde:', error)
  }
  return { orderId: order.orderId, status: 'accepted' }
}
