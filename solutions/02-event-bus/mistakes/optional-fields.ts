/*---
replaces: shop-events.ts
title: 'Campos opcionales, por si acaso'
seen: Se publica una cancelación sin motivo y quien la lee se encuentra undefined.
rejected-by:
  - step: 5
    test: el mapa no admite otros nombres ni payloads incompletos
    says: acepta un payload al que le falta un dato
---*/

export type ShopEvents = {
  'order.placed': {
    readonly orderId: string
    readonly email?: string
    readonly totalCents?: number
  }
  'order.cancelled': { readonly orderId: string; readonly reason?: string }
}
