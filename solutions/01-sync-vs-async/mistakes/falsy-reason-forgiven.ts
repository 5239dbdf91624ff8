/*---
replaces: order-service.ts
title: Dar por bueno un fallo cuyo motivo está vacío
seen: Un servicio que rechaza sin decir por qué no hace su parte, y el cliente lee «completed».
rejected-by:
  - step: 2
    test: también falla el pedido si lo que se lanza es undefined y no un Error
    says: El correo rechazó con undefined, que no es un Error, y el pedido no falló
  - step: 2
    test: también falla el pedido si lo que se lanza es un texto vacío y no un Error
    says: El correo rechazó con un texto vacío
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  const results = await Promise.allSettled([
    services.inventory(order),
    services.email(order),
    services.invoice(order),
  ])
  const reason = results
    .map((result) => result.status === 'rejected' && result.reason)
    .find(Boolean)
  if (reason) throw reason
  return { orderId: order.orderId, status: 'completed' }
}
