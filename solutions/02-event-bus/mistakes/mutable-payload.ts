/*---
replaces: shop-events.ts
title: Payloads que cualquiera puede cambiar
seen: El correo pone el total a 0 para su plantilla y la factura sale a 0.
rejected-by:
  - step: 5
    test: nadie puede cambiar el payload que comparte con los demás
    says: Un handler puede cambiar el payload
---*/

export type ShopEvents = {
  'order.placed': { orderId: string; email: string; totalCents: number }
  'order.cancelled': { orderId: string; reason: string }
}
