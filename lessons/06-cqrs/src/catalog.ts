import type { ClientBase, Pool } from 'pg'

export type Customer = { readonly email: string; readonly name: string }
export type Product = { readonly name: string; readonly priceCents: number }

export async function readCustomer(
  client: Pool | ClientBase,
  userId: string,
): Promise<Customer | undefined> {
  const { rows } = await client.query<Customer>('SELECT email, name FROM users WHERE id = $1', [
    userId,
  ])
  return rows[0]
}

/** Los que existen, por su id. */
export async function readProducts(
  client: Pool | ClientBase,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, Product>> {
  const { rows } = await client.query<Product & { id: string }>(
    'SELECT id, name, price_cents AS "priceCents" FROM products WHERE id = ANY($1)',
    [productIds],
  )
  return new Map(rows.map(({ id, name, priceCents }) => [id, { name, priceCents }]))
}
