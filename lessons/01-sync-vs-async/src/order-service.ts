import type { Order, OrderReply } from './order.ts'
import type { OrderQueue, OrderStore, Services } from './ports.ts'

// TODO (paso 1): el pedido pasa por inventario, correo y factura, de uno en uno y en ese orden.
export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  throw new Error('Pendiente (paso 1): los tres, de uno en uno.')
}

// TODO (paso 2): los tres servicios trabajan a la vez y la respuesta espera al más lento.
export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  throw new Error('Pendiente (paso 2): los tres a la vez.')
}

// TODO (paso 3): el pedido queda guardado, la cola acepta un `order.placed` y se responde ya.
export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  throw new Error('Pendiente (paso 3): guardar y publicar.')
}
