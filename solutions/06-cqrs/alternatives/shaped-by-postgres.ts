/*---
replaces: queries.ts
title: 'La fila sale ya con la forma que se enseña'
why: 'Los alias y la fecha los pone la consulta, así que no hay nada que convertir; y la página se corta numerando las filas, que es lo mismo que LIMIT y OFFSET dicho de otra manera.'
---*/
import type { Pool } from 'pg'

import type { OrderReadModel } from '../src/order-read-model.ts'

export type GetOrderByIdQuery = { readonly type: 'GetOrderByIdQuery'; readonly orderId: string }

export type GetOrdersByUserQuery = {
  readonly type: 'GetOrdersByUserQuery'
  readonly userId: string
  readonly page: number
}

export type OrderQuery = GetOrderByIdQuery | GetOrdersByUserQuery

export const pageSize = 10

const columns = `
  id, user_email AS "userEmail", user_name AS "userName", product_names AS "productNames",
  total_cents AS "totalCents", status,
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`

const orderById = `
  SELECT ${columns} FROM order_read_models WHERE id = $1 AND user_id IS NOT NULL`

const ordersByUser = `
  SELECT ${columns}
  FROM (
    SELECT *, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place
    FROM order_read_models WHERE user_id = $1
  ) AS numbered
  WHERE place BETWEEN $2 AND $3
  ORDER BY place`

export function handleQuery(db: Pool, query: GetOrderByIdQuery): Promise<OrderReadModel | null>
export function handleQuery(db: Pool, query: GetOrdersByUserQuery): Promise<OrderReadModel[]>
export function handleQuery(
  db: Pool,
  query: OrderQuery,
): Promise<OrderReadModel | null | OrderReadModel[]> {
  return query.type === 'GetOrderByIdQuery' ? getOne(db, query) : getPage(db, query)
}

async function getOne(db: Pool, { orderId }: GetOrderByIdQuery): Promise<OrderReadModel | null> {
  const { rows } = await db.query<OrderReadModel>(orderById, [orderId])
  return rows[0] ?? null
}

async function getPage(
  db: Pool,
  { userId, page }: GetOrdersByUserQuery,
): Promise<OrderReadModel[]> {
  if (!(Number.isInteger(page) && page >= 1)) throw new RangeError(`No hay página «${page}».`)
  const last = page * pageSize
  const { rows } = await db.query<OrderReadModel>(ordersByUser, [userId, last - pageSize + 1, last])
  return rows
}
