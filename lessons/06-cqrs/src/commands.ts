import { randomUUID } from 'node:crypto'

import type { Pool } from 'pg'

import { readProducts } from './catalog.ts'

export type OrderItem = { readonly productId: string; readonly quantity: number }

export type PlaceOrderCommand = {
  readonly type: 'PlaceOrderCommand'
  /** La pone quien lo envía, y la repite si lo reintenta: la misma clave es el mismo comando. */
  readonly commandId: string
  readonly userId: string
  readonly items: readonly OrderItem[]
}

export type CancelOrderCommand = {
  readonly type: 'CancelOrderCommand'
  readonly commandId: string
  readonly orderId: string
  readonly reason: string
}

export type OrderCommand = PlaceOrderCommand | CancelOrderCommand

/** Lo justo para seguir: cuál es el pedido, y qué versión hay que esperar para verlo. */
export type CommandResult = { readonly orderId: string; readonly version: number }

// TODO (paso 1): que el cambio y su evento se guarden juntos, una sola vez por commandId; y cancelar.
// TODO (paso 2): que lo que no se puede hacer se rechace con un CommandRejectedError, sin tocar nada.
// Hoy solo se compra, cada INSERT se confirma por su cuenta y nadie se entera de lo que pasó.
export async function handleCommand(db: Pool, command: OrderCommand): Promise<CommandResult> {
  if (command.type === 'CancelOrderCommand') {
    throw new Error('Pendiente (paso 1): handleCommand cancela un pedido.')
  }
  const { userId, items } = command
  const products = await readProducts(
    db,
    items.map(({ productId }) => productId),
  )
  const lines = items.map((item) => ({ ...item, ...products.get(item.productId)! }))
  const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0)
  const orderId = randomUUID()

  await db.query(
    `INSERT INTO orders (id, user_id, status, total_cents, version)
     VALUES ($1, $2, 'placed', $3, 1)`,
    [orderId, userId, totalCents],
  )
  for (const [index, { productId, quantity, priceCents }] of lines.entries()) {
    await db.query(
      `INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price_cents)
       VALUES ($1, $2, $3, $4, $5)`,
      [orderId, index + 1, productId, quantity, priceCents],
    )
  }
  return { orderId, version: 1 }
}
