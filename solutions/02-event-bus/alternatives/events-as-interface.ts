/*---
replaces: shop-events.ts
title: 'El mapa como interface, con los payloads dentro'
why: 'Una interface se puede ampliar desde otro módulo: cada equipo declara sus eventos junto a su código.'
---*/
export interface OrderPlaced {
  readonly orderId: string
  readonly email: string
  readonly totalCents: number
}

export interface ShopEvents {
  readonly 'order.placed': OrderPlaced
  readonly 'order.cancelled': Readonly<{ orderId: string; reason: string }>
}
