/*---
replaces: order-service.ts
title: Perdonar el fallo del correo «porque no es crítico»
seen: La tienda dice «completed» y el cliente no recibe nunca su confirmación.
rejected-by:
  - step: 1
    test: si falla el correo, no se sigue y el error llega a quien llamó
    says: Al fallar el correo, las llamadas fueron inventory · email · invoice
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderParallel } from '../src/order-service.ts'

export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  await services.inventory(order)
  try {
    await services.email(order)
  } catch (error) {
    console.error('No se pudo avisar:', error)
  }
  await services.invoice(order)
  return { orderId: order.orderId, status: 'completed' }
}
