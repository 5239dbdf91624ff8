/*---
replaces: order-service.ts
title: Llamar a los servicios sin esperar a ninguno
seen: El cliente recibe su «completed» al instante y los fallos tumban el proceso más tarde.
rejected-by:
  - step: 1
    test: con el inventario a medias no ha empezado el siguiente servicio
    says: 'ya habían empezado el correo y la factura: nadie lo esperó'
  - step: 1
    test: la respuesta llega cuando termina la factura, y dice «completed»
    says: Con la factura a medias, placeOrderSequential ya respondió
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderParallel } from '../src/order-service.ts'

export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  void services.inventory(order)
  void services.email(order)
  void services.invoice(order)
  return { orderId: order.orderId, status: 'completed' }
}
