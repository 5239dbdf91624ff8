/*---
replaces: order-service.ts
title: Arrancar los tres y esperarlos uno detrás de otro
seen: Si el correo falla antes de que el inventario acabe, Node tumba el proceso entero.
rejected-by:
  - step: 2
    test: un fallo mientras otro servicio trabaja no se queda sin nadie que lo atienda
    says: El correo falló con el inventario aún trabajando, y nadie atendía esa promesa
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export { placeOrderAsync, placeOrderSequential } from '../src/order-service.ts'

export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  const inventory = services.inventory(order)
  const email = services.email(order)
  const invoice = services.invoice(order)
  await inventory
  await email
  await invoice
  return { orderId: order.orderId, status: 'completed' }
}
