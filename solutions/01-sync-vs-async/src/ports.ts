import type { Order, OrderPlaced } from './order.ts'

type Service = (order: Order) => Promise<void>

/** Los tres servicios que trabajan con cada pedido. */
export type Services = {
  readonly inventory: Service
  readonly email: Service
  readonly invoice: Service
}

export type OrderStore = { save(order: Order): Promise<void> }

/** Del lado de quien publica, una cola es solo esto: su promesa se cumple cuando la cola acepta. */
export type OrderQueue = { publish(event: OrderPlaced): Promise<void> }
