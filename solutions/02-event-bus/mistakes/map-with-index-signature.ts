/*---
replaces: shop-events.ts
title: Dejar abierto el mapa con una firma de índice
seen: Cualquier errata vuelve a ser un nombre válido.
rejected-by:
  - step: 5
    test: el mapa no admite otros nombres ni payloads incompletos
    says: está abierto a cualquier nombre
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
