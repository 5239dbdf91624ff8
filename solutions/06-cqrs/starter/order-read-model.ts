/** Un pedido tal como se enseña en pantalla. */
export type OrderReadModel = {
  readonly id: string
  readonly userEmail: string
  readonly userName: string
  readonly productNames: readonly string[]
  readonly totalCents: number
  readonly status: string
  /** ISO 8601 y UTC, como `Date.toISOString()`: «2026-03-02T10:00:00.000Z». */
  readonly createdAt: string
}
