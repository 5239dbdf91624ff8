/*---
replaces: queries.ts
title: 'El userId, pegado a la sentencia'
seen: 'Quien llega con una comilla en su identificador ve un error; quien sabe lo que hace con ella, los pedidos de todos.'
rejected-by:
  - step: 5
    test: 'solo salen los pedidos de ese usuario, con sus datos'
    says: 'Un texto con una comilla, pegado a la sentencia'
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

// Sin el id detrás, dos pedidos con la misma fecha salen como quieran, y cada página a su manera:
// uno puede repetirse y otro no salir nunca.
const ordersByUser = (userId: string) => `
  SELECT id, user_email, user_name, product_names, total_cents, status, created_at
  FROM order_read_models
  WHERE user_id = '${userId}'
  ORDER BY created_at DESC, id DESC
  LIMIT $1 OFFSET $2`

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
  const { rows } = await db.query<Row>(ordersByUser(userId), [pageSize, skipped])
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
