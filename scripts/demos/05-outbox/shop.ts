import type { Pool } from 'pg'

import type { NewOrder } from '../../../solutions/05-outbox/src/order.ts'
import type * as OutboxRelay from '../../../solutions/05-outbox/src/outbox-relay.ts'
import type * as PlaceOrder from '../../../solutions/05-outbox/src/place-order.ts'
import type * as Schema from '../../../solutions/05-outbox/src/schema.ts'
import type { Cell, Table } from '../../../workbench/trace/trace.ts'
import type { Stage, World } from '../../../workbench/trace/scenario.ts'
import { openPool } from '../parts/open-pool.ts'

export const limits = { batchSize: 10, maxAttempts: 3 }

/** La tienda de un capítulo: sus tablas, lo que se enseña de ellas y el código que se mira. */
export type Shop = {
  /** Para mirar desde fuera: una sola conexión, así que las respuestas llegan en orden. */
  readonly admin: Pool
  readonly relayOnce: typeof OutboxRelay.relayOnce
  readonly openPool: () => Pool
  place(email: string, productId: string, cents: number): Promise<string>
  showOrders(stage: Stage): Promise<void>
  showOutbox(stage: Stage): Promise<void>
  /** Los ids de los eventos con `processed_at`, como los ve cualquiera. */
  marked(): Promise<readonly string[]>
}

export async function openShop(world: World): Promise<Shop> {
  const admin = openPool(world, { max: 1 })
  const pool = openPool(world)
  const { createSchema } = await world.load<typeof Schema>('schema.ts')
  const { placeOrder } = await world.load<typeof PlaceOrder>('place-order.ts')
  const { relayOnce } = await world.load<typeof OutboxRelay>('outbox-relay.ts')
  await createSchema(admin)

  const rows = async (text: string) => (await admin.query<Cell[]>({ text, rowMode: 'array' })).rows

  return {
    admin,
    relayOnce,
    openPool: () => openPool(world),
    async place(email, productId, cents) {
      return (await placeOrder(pool, oneItem(email, productId, cents))).orderId
    },
    async showOrders(stage) {
      stage.state('database', ordersTable(await rows(selectOrders)))
    },
    async showOutbox(stage) {
      stage.state('database', outboxTable(await rows(selectOutbox)))
    },
    async marked() {
      const marked = await rows(selectMarked)
      return marked.map(([id]) => String(id))
    },
  }
}

export function oneItem(email: string, productId: string, cents: number): NewOrder {
  return { userId: 'usr_1', email, items: [{ productId, quantity: 1, unitPriceCents: cents }] }
}

const selectOrders = 'SELECT id, email, total_cents FROM orders ORDER BY id'

const selectOutbox = `
  SELECT id, aggregate_id, event_type,
         CASE WHEN processed_at IS NULL THEN 'pendiente' ELSE 'publicado' END,
         attempts, coalesce(last_error, '')
  FROM outbox_events ORDER BY id`

const selectMarked = 'SELECT id FROM outbox_events WHERE processed_at IS NOT NULL ORDER BY id'

function ordersTable(rows: readonly Cell[][]): Table {
  return { title: 'orders', columns: ['id', 'email', 'total_cents'], key: 'id', rows }
}

function outboxTable(rows: readonly Cell[][]): Table {
  const columns = ['id', 'pedido', 'evento', 'estado', 'intentos', 'último error']
  return { title: 'outbox_events', columns, key: 'id', rows }
}
