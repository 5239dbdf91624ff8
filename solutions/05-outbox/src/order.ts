export type OrderItem = {
  readonly productId: string
  readonly quantity: number
  readonly unitPriceCents: number
}

/** Lo que se sabe de un pedido antes de guardarlo. Trae siempre alguna línea. */
export type NewOrder = {
  readonly userId: string
  readonly email: string
  readonly items: readonly OrderItem[]
}

/** El payload de «order.placed»: todo lo que un consumidor necesita, sin tener que preguntar. */
export type OrderPlaced = NewOrder & {
  readonly orderId: string
  readonly totalCents: number
}
