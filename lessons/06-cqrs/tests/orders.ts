import type { Pool } from 'pg'

import {
  type CancelOrderCommand,
  type CommandResult,
  handleCommand,
  type OrderCommand,
  type PlaceOrderCommand,
} from '../src/commands.ts'
import { type Aftermath, aftermathOf } from './aftermath.ts'
import { placed } from './events.ts'
import type { Shop } from './shop.ts'

// Los ids llevan comillas: pegados a la sentencia, la rompen.
export const buy: PlaceOrderCommand = {
  type: 'PlaceOrderCommand',
  commandId: "cmd-d'or",
  userId: 'usr_1',
  items: [
    { productId: 'taza', quantity: 2 },
    { productId: 'lamina', quantity: 1 },
  ],
}

export const cancel: CancelOrderCommand = {
  type: 'CancelOrderCommand',
  commandId: "cmd-l'azur",
  orderId: 'ord_1',
  reason: 'lo quería azul',
}

/** El pedido «ord_1», ya hecho: en las tablas de escritura y en el registro de eventos. */
export async function placeOrd1(shop: Shop): Promise<void> {
  await shop.query(
    `INSERT INTO orders (id, user_id, status, total_cents, version)
       VALUES ('ord_1', 'usr_1', 'placed', 4999, 1);
     INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price_cents)
       VALUES ('ord_1', 1, 'taza', 2, 1250), ('ord_1', 2, 'lamina', 1, 2499)`,
  )
  await shop.record(placed('ord_1'))
}

/** Un comando en un mundo roto. */
export function send(
  shop: Shop,
  command: OrderCommand,
  pool: Pool = shop.openStrictPool(),
): Promise<Aftermath<CommandResult>> {
  return aftermathOf(shop, () => handleCommand(pool, command))
}

export type WriteSide = {
  readonly orders: { readonly id: string; readonly status: string; readonly version: number }[]
  readonly lines: number
  readonly events: { readonly orderId: string; readonly version: number; readonly type: string }[]
}

/** Las tablas de escritura y los eventos, en lo que un comando puede cambiar. */
export async function writeSide(shop: Shop): Promise<WriteSide> {
  return {
    orders: await shop.query('SELECT id, status, version FROM orders ORDER BY id'),
    lines: await shop.count('order_lines'),
    events: await shop.query(
      'SELECT order_id AS "orderId", version, type FROM order_events ORDER BY position',
    ),
  }
}

/** «order.placed v1», en una línea. */
export function eventsInWords({ events }: WriteSide): string {
  return events.map(({ type, version }) => `${type} v${version}`).join('  ') || 'ninguno'
}
