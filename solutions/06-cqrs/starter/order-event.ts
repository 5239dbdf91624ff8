/** Lo que pasó, con todo lo que hace falta para contarlo sin preguntar a nadie. */
export type OrderEvent = OrderPlaced | OrderCancelled

export type OrderPlaced = EventHeader & {
  readonly type: 'order.placed'
  readonly data: {
    readonly userId: string
    readonly userEmail: string
    readonly userName: string
    /** Un nombre por línea, en el orden del pedido. */
    readonly productNames: readonly string[]
    readonly totalCents: number
  }
}

export type OrderCancelled = EventHeader & {
  readonly type: 'order.cancelled'
  readonly data: { readonly reason: string }
}

type EventHeader = {
  readonly orderId: string
  /** En qué versión dejó al pedido. Con `orderId`, identifica al evento. */
  readonly version: number
  /** Lo pone PostgreSQL al añadirlo. */
  readonly occurredAt: Date
}
