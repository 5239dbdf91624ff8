/*---
replaces: commands.ts
title: 'El id del pedido, con la hora'
seen: 'En pruebas, nunca. El lunes de rebajas, dos personas compran en el mismo milisegundo y a una le sale un error.'
rejected-by:
  - step: 1
    test: 'dos compras en el mismo milisegundo, en dos procesos, son dos pedidos'
    says: 'en el mismo milisegundo'
---*/
import type { ClientBase, Pool } from 'pg'

import { type Product, readCustomer, readProducts } from '../src/catalog.ts'
import { CommandRejectedError } from '../src/command-rejected-error.ts'
import { appendEvent } from '../src/event-log.ts'

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

/** Decide, cambia el estado y cuenta lo que pasó: las tres cosas, o ninguna. */
export async function handleCommand(db: Pool, command: OrderCommand): Promise<CommandResult> {
  rejectNonsense(command)
  const client = await db.connect()
  client.on('error', ignore) // si la conexión muere, ya lo dice la consulta en curso
  try {
    await client.query('BEGIN')
    // Antes que nada, la clave: si otro la tiene a medias, este INSERT espera a ver cómo acaba.
    const isNew = await claim(client, command.commandId)
    const result = await (isNew ? execute(client, command) : firstResult(client, command.commandId))
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Se deshace también la clave: lo que falló se puede reintentar con la misma.
    await client.query('ROLLBACK').catch(ignore)
    throw error
  } finally {
    client.off('error', ignore)
    client.release()
  }
}

/** Lo que se puede rechazar sin preguntar a la base de datos. */
function rejectNonsense(command: OrderCommand): void {
  if (command.type === 'CancelOrderCommand') {
    if (command.reason.trim() === '') {
      throw new CommandRejectedError('EMPTY_REASON', 'Falta el motivo de la cancelación.')
    }
    return
  }
  if (command.items.length === 0) {
    throw new CommandRejectedError('NO_ITEMS', 'Un pedido tiene al menos una línea.')
  }
  for (const { productId, quantity } of command.items) {
    if (Number.isSafeInteger(quantity) && quantity > 0) continue
    const message = `De «${productId}» se pidieron ${quantity}: tiene que ser un entero positivo.`
    throw new CommandRejectedError('INVALID_QUANTITY', message)
  }
}

/** `false` si esa clave ya se ejecutó. */
async function claim(client: ClientBase, commandId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO processed_commands (command_id) VALUES ($1) ON CONFLICT DO NOTHING',
    [commandId],
  )
  return rowCount === 1
}

async function firstResult(client: ClientBase, commandId: string): Promise<CommandResult> {
  const { rows } = await client.query<CommandResult>(
    'SELECT order_id AS "orderId", version FROM processed_commands WHERE command_id = $1',
    [commandId],
  )
  return rows[0]!
}

async function execute(client: ClientBase, command: OrderCommand): Promise<CommandResult> {
  const result =
    command.type === 'PlaceOrderCommand'
      ? await place(client, command)
      : await cancel(client, command)
  await client.query(
    'UPDATE processed_commands SET order_id = $2, version = $3 WHERE command_id = $1',
    [command.commandId, result.orderId, result.version],
  )
  return result
}

async function place(
  client: ClientBase,
  { userId, items }: PlaceOrderCommand,
): Promise<CommandResult> {
  const customer = await readCustomer(client, userId)
  if (!customer) throw new CommandRejectedError('UNKNOWN_USER', `No existe «${userId}».`)
  const lines = await readLines(client, items)
  const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0)
  const orderId = `ord_${Date.now()}`

  await client.query(
    `INSERT INTO orders (id, user_id, status, total_cents, version)
     VALUES ($1, $2, 'placed', $3, 1)`,
    [orderId, userId, totalCents],
  )
  await client.query(
    `INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price_cents)
     SELECT $1, line, product_id, quantity, price_cents
     FROM unnest($2::text[], $3::int[], $4::int[])
       WITH ORDINALITY AS item (product_id, quantity, price_cents, line)`,
    [
      orderId,
      lines.map(({ productId }) => productId),
      lines.map(({ quantity }) => quantity),
      lines.map(({ priceCents }) => priceCents),
    ],
  )
  await appendEvent(client, {
    type: 'order.placed',
    orderId,
    version: 1,
    data: {
      userId,
      userEmail: customer.email,
      userName: customer.name,
      productNames: lines.map(({ name }) => name),
      totalCents,
    },
  })
  return { orderId, version: 1 }
}

async function cancel(
  client: ClientBase,
  { orderId, reason }: CancelOrderCommand,
): Promise<CommandResult> {
  // FOR UPDATE: entre mirar el estado y cambiarlo, nadie más cancela este pedido.
  const { rows } = await client.query<{ status: string; version: number }>(
    'SELECT status, version FROM orders WHERE id = $1 FOR UPDATE',
    [orderId],
  )
  const order = rows[0]
  if (!order) {
    throw new CommandRejectedError('ORDER_NOT_FOUND', `No existe el pedido «${orderId}».`)
  }
  if (order.status === 'cancelled') {
    const message = `El pedido «${orderId}» ya estaba cancelado.`
    throw new CommandRejectedError('ORDER_ALREADY_CANCELLED', message)
  }
  const version = order.version + 1
  await client.query(`UPDATE orders SET status = 'cancelled', version = $2 WHERE id = $1`, [
    orderId,
    version,
  ])
  await appendEvent(client, { type: 'order.cancelled', orderId, version, data: { reason } })
  return { orderId, version }
}

/** Cada línea con el nombre y el precio de hoy, que son los que se venden. */
async function readLines(client: ClientBase, items: readonly OrderItem[]): Promise<Line[]> {
  const products = await readProducts(
    client,
    items.map(({ productId }) => productId),
  )
  return items.map((item) => {
    const product = products.get(item.productId)
    if (product) return { ...item, ...product }
    const message = `No existe el producto «${item.productId}».`
    throw new CommandRejectedError('UNKNOWN_PRODUCT', message)
  })
}

type Line = OrderItem & Product

/** Una conexión muerta no puede deshacer nada, pero PostgreSQL ya lo ha hecho por ella. */
function ignore(): void {}
