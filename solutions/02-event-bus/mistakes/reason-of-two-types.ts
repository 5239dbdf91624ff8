/*---
replaces: shop-events.ts
title: 'Un motivo que es una cadena o un número'
seen: 'El correo llama a reason.trim() y falla, o enseña «motivo: 3» al cliente.'
rejected-by:
  - step: 5
    test: el mapa no admite otros nombres ni payloads incompletos
    says: admite en un dato algo más que su tipo
---*/

export type ShopEvents = {
  'order.placed': {
    readonly orderId: string
    readonly email: string
    readonly totalCents: number
  }
  'order.cancelled': { readonly orderId: string; readonly reason: string | number }
}
