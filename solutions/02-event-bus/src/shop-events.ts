// #region event-map
// `readonly` no es adorno: el bus reparte el mismo objeto a todos, así que el primero que lo
// cambiara se lo cambiaría a los demás.
type OrderPlaced = {
  readonly orderId: string
  readonly email: string
  readonly totalCents: number
}

type OrderCancelled = {
  readonly orderId: string
  readonly reason: string
}

/** Todo lo que puede pasar en la tienda: nombre del evento → payload. */
export type ShopEvents = {
  'order.placed': OrderPlaced
  'order.cancelled': OrderCancelled
}
// #endregion event-map
