export type OrderLine = { readonly sku: string; readonly quantity: number }

export type Order = {
  readonly orderId: string
  readonly email: string
  readonly totalCents: number
  readonly lines: readonly OrderLine[]
}

/** Algo que ya pasó. Lleva lo que sus consumidores necesitan: nadie tiene que volver a preguntar. */
export type OrderPlaced = Order & { readonly type: 'order.placed' }

/** La respuesta al cliente. `completed`: está todo hecho. `accepted`: consta, y se hará. */
export type OrderReply = {
  readonly orderId: string
  readonly status: 'completed' | 'accepted'
}
