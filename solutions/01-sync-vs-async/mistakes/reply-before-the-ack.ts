/*---
replaces: order-service.ts
title: Responder sin esperar el acuse de la cola
seen: Con la cola caída, todos los pedidos dicen «accepted» y no se prepara ninguno.
rejected-by:
  - step: 3
    test: responde «accepted» cuando la cola acepta, no antes
    says: La cola aún no había aceptado el evento y placeOrderAsync ya respondió
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
  void queue.publish({ ...order, type: 'order.placed' })
  return { orderId: order.orderId, status: 'accepted' }
}
