import type { Pool } from 'pg'

import type { OrderReadModel } from './order-read-model.ts'

export type GetOrderByIdQuery = { readonly type: 'GetOrderByIdQuery'; readonly orderId: string }

export type GetOrdersByUserQuery = {
  readonly type: 'GetOrdersByUserQuery'
  readonly userId: string
  /** La primera es la 1. */
  readonly page: number
}

export const pageSize = 10

// Cuatro tablas para enseñar un pedido. Y enseña los nombres de hoy, no los de cuando se compró.
const orderById = `
  SELECT o.id, u.email AS "userEmail", u.name AS "userName", o.total_cents AS "totalCents",
         o.status, o.created_at AS "createdAt", array_agg(p.name ORDER BY l.line) AS "productNames"
  FROM orders AS o
    JOIN users AS u ON u.id = o.user_id
    JOIN order_lines AS l ON l.order_id = o.id
    JOIN products AS p ON p.id = l.product_id
  WHERE o.id = $1
  GROUP BY o.id, u.id`

export function handleQuery(db: Pool, query: GetOrderByIdQuery): Promise<OrderReadModel | null>
export function handleQuery(db: Pool, query: GetOrdersByUserQuery): Promise<OrderReadModel[]>
// TODO (paso 3): que un pedido se lea de order_read_models, y solo de ahí.
// TODO (paso 5): que los de un usuario salgan por páginas, sin que ninguno se repita ni se pierda.
export async function handleQuery(
  db: Pool,
  query: GetOrderByIdQuery | GetOrdersByUserQuery,
): Promise<OrderReadModel | null | OrderReadModel[]> {
  if (query.type === 'GetOrdersByUserQuery') {
    throw new Error('Pendiente (paso 5): handleQuery da los pedidos de un usuario, por páginas.')
  }
  const { rows } = await db.query<Row>(orderById, [query.orderId])
  return rows[0] ? { ...rows[0], createdAt: rows[0].createdAt.toISOString() } : null
}

type Row = Omit<OrderReadModel, 'createdAt'> & { readonly createdAt: Date }
