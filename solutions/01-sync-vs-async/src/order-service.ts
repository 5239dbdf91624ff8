import type { Order, OrderReply } from './order.ts'
import type { OrderQueue, OrderStore, Services } from './ports.ts'

// #region en-fila
export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  await services.inventory(order)
  await services.email(order)
  await services.invoice(order)
  return { orderId: order.orderId, status: 'completed' }
}
// #endregion en-fila

// #region en-paralelo
export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  // Con `Promise.all` las tres promesas tienen dueño desde el principio. Con tres `await`
  // seguidos, la que fallara antes de que le llegue el turno tumbaría el proceso.
  await Promise.all([services.inventory(order), services.email(order), services.invoice(order)])
  return { orderId: order.orderId, status: 'completed' }
}
// #endregion en-paralelo

// #region responder-sin-esperar
export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  // Primero se guarda: al revés, un fallo aquí dejaría tres consumidores trabajando en un pedido
  // que no existe. Si lo que falla es la cola, queda un pedido sin evento: la lección 05 lo cierra.
  await store.save(order)
  await queue.publish({ ...order, type: 'order.placed' })
  return { orderId: order.orderId, status: 'accepted' }
}
// #endregion responder-sin-esperar
