type OrderPlaced = {
  orderId: string
  email: string
  totalCents: number
}

/**
 * Todo lo que puede pasar en la tienda: nombre del evento → payload.
 *
 * TODO (paso 5): falta `order.cancelled`, y un handler puede cambiar el payload que leen los demás.
 */
export type ShopEvents = {
  'order.placed': OrderPlaced
}
