/*---
replaces: order-service.ts
title: Promise.allSettled sin mirar los resultados
seen: Ningún pedido falla nunca, ni siquiera cuando no hay existencias.
rejected-by:
  - step: 2
    test: si falla el inventario, falla el pedido entero
    says: Falló el inventario y el error se perdió por el camino
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  await Promise.allSettled([
    services.inventory(order),
    services.email(order),
    services.invoice(order),
  ])
  return { orderId: order.orderId, status: 'completed' }
}
