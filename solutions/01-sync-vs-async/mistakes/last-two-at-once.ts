/*---
replaces: order-service.ts
title: Correo y factura a la vez en la versión en fila
seen: Cuando el correo falla, la factura ya está emitida y hay que anularla a mano.
rejected-by:
  - step: 1
    test: con el correo a medias no ha empezado el siguiente servicio
    says: 'Con el correo a medias, ya había empezado la factura: nadie lo esperó'
  - step: 1
    test: si falla el correo, no se sigue y el error llega a quien llamó
    says: Al fallar el correo, las llamadas fueron inventory · email · invoice
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderParallel } from '../src/order-service.ts'

export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  await services.inventory(order)
  await Promise.all([services.email(order), services.invoice(order)])
  return { orderId: order.orderId, status: 'completed' }
}
