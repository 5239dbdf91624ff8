import type { OrderCancelled, OrderPlaced } from '../src/order-event.ts'

/** Lejos de hoy: si en algún sitio sale la hora de ahora, se nota. */
export const placedAt = new Date('2026-03-02T10:00:00.123Z')

export function placed(orderId: string, changes: Partial<OrderPlaced['data']> = {}): OrderPlaced {
  return {
    type: 'order.placed',
    orderId,
    version: 1,
    occurredAt: placedAt,
    data: {
      userId: 'usr_1',
      userEmail: 'ana@example.com',
      userName: "Ana O'Hara",
      productNames: ['Taza', 'Lámina'],
      totalCents: 4_999,
      ...changes,
    },
  }
}

export function cancelled(orderId: string, version = 2): OrderCancelled {
  return {
    type: 'order.cancelled',
    orderId,
    version,
    occurredAt: new Date('2026-03-02T11:30:00.456Z'),
    data: { reason: 'lo quería azul' },
  }
}
