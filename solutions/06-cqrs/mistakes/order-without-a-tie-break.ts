/*---
replaces: queries.ts
title: 'ORDER BY created_at, sin desempate'
seen: 'De vez en cuando un pedido sale en dos páginas y otro en ninguna; al recargar, son otros.'
rejected-by:
  - step: 5
    test: 'a igual fecha desempata el id: ninguno se repite ni se pierde'
    says: 'el orden es el que le vino bien a PostgreSQL'
---*/
import type { Pool } from 'pg'

import type { OrderReadModel } from '../src/order-read-model.ts'

export type GetOrderByIdQuery = { readonly type: 'GetOrderByIdQuery'; readonly orderId: string }

export type GetOrdersByUserQuery = {
  readonly type: 'GetOrdersByUserQuery'
  readonly userId: string
  /** La primera es la 1. */
  readonly page: number
}

export const pageSize = 10

// Un pedido del que solo ha llegado la cancelación todavía no se puede enseñar: no tiene nada más.
const orderById = `
  SELECT id, user_email, user_name, product_names, total_cents, status, created_at
  FROM order_read_models
  WHERE id = $1 AND created_at IS NOT NULL`

const ordersByUser = `
  SELECT id, user_email, user_name, product_names, total_cents, status, created_at
  FROM order_read_models
  WHERE user_id = $1
  ORDER BY created_at DESC
  LIMIT $2 OFFSET $3`

/** Lee una tabla ya montada, y nada más: ni escribe, ni pregunta a las de escritura. */
export function handleQuery(db: Pool, query: GetOrderByIdQuery): Promise<OrderReadModel | null>
export function handleQuery(db: Pool, query: GetOrdersByUserQuery): Promise<OrderReadModel[]>
export async function handleQuery(
  db: Pool,
  query: GetOrderByIdQuery | GetOrdersByUserQuery,
): Promise<OrderReadModel | null | OrderReadModel[]> {
  if (query.type === 'GetOrderByIdQuery') {
    const { rows } = await db.query<Row>(orderById, [query.orderId])
    return rows[0] ? toReadModel(rows[0]) : null
  }
  const { userId, page } = query
  if (!Number.isSafeInteger(page) || page < 1) {
    throw new RangeError(`La página tiene que ser 1 o más; llegó «${page}».`)
  }
  const skipped = (page - 1) * pageSize
  const { rows } = await db.query<Row>(ordersByUser, [userId, pageSize, skipped])
  return rows.map(toReadModel)
}

type Row = {
  readonly id: string
  readonly user_email: string
  readonly user_name: string
  readonly product_names: string[]
  readonly total_cents: number
  readonly status: string
  readonly created_at: Date
}

function toReadModel(row: Row): OrderReadModel {
  return {
    id: row.id,
    userEmail: row.user_email,
    userName: row.user_name,
    productNames: row.product_names,
    totalCents: row.total_cents,
    status: row.status,
    createdAt: row.created_at.toISOString(),
  }
}
