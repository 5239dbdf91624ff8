/*---
replaces: order-service.ts
title: Un bucle para la fila, y allSettled leyendo los resultados
why: En paralelo espera a que terminen los tres antes de fallar, así nada sigue trabajando detrás de la respuesta, y cada error llega envuelto con su contexto.
---*/
import type { Order, OrderReply } from '../src/order.ts'
import type { OrderQueue, OrderStore, Services } from '../src/ports.ts'

export async function placeOrderSequential(order: Order, services: Services): Promise<OrderReply> {
  for (const work of [services.inventory, services.email, services.invoice]) await work(order)
  return { orderId: order.orderId, status: 'completed' }
}

export async function placeOrderParallel(order: Order, services: Services): Promise<OrderReply> {
  const { orderId } = order
  const started = [services.invoice(order), services.email(order), services.inventory(order)]
  for (const result of await Promise.allSettled(started)) {
    if (result.status === 'rejected') {
      throw new Error(`No se pudo completar ${orderId}.`, { cause: result.reason })
    }
  }
  return { orderId, status: 'completed' }
}

export async function placeOrderAsync(
  order: Order,
  { store, queue }: { store: OrderStore; queue: OrderQueue },
): Promise<OrderReply> {
  const { orderId, email, totalCents, lines } = order
  await store.save(order)
  try {
    await queue.publish({ type: 'order.placed', orderId, email, totalCents, lines })
  } catch (cause) {
    throw new Error(`${orderId} está guardado, pero la cola no aceptó su evento.`, { cause })
  }
  return { orderId, status: 'accepted' }
}
