/*---
replaces: order-service.ts
title: Un await dentro de los corchetes de Promise.all
seen: El código parece paralelo y la latencia sigue siendo la suma.
rejected-by:
  - step: 2
    test: los tres servicios empiezan aunque ninguno haya terminado
    says: Solo empezó el inventario
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  // oxlint-disable unicorn/no-await-in-promise-methods -- el linter lo ve: de eso va este error
  await Promise.all([
    await services.inventory(order),
    await services.email(order),
    await services.invoice(order),
  ])
  return { orderId: order.orderId, status: 'completed' }
}
