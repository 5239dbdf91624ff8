/*---
replaces: shop-events.ts
title: Dejar abierto el mapa con una firma de índice
seen: cualquier errata vuelve a ser un nombre válido.
rejected-by:
  - step: 5
    test: un nombre de evento que no existe no compila
    says: el nombre puede ser una cadena cualquiera
---*/

export type ShopEvents = {
  readonly [event: string]: unknown
  'order.placed': {
    readonly orderId: string
    readonly email: string
    readonly totalCents: number
  }
  'order.cancelled': { readonly orderId: string; readonly reason: string }
}
