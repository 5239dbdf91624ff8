import type { Pool } from 'pg'

import type * as Commands from '../../../solutions/06-cqrs/src/commands.ts'
import type * as EventLog from '../../../solutions/06-cqrs/src/event-log.ts'
import type { OrderEvent } from '../../../solutions/06-cqrs/src/order-event.ts'
import type * as Projection from '../../../solutions/06-cqrs/src/projection.ts'
import type * as Queries from '../../../solutions/06-cqrs/src/queries.ts'
import type * as Schema from '../../../solutions/06-cqrs/src/schema.ts'
import type { Stage, World } from '../../../workbench/trace/scenario.ts'
import type { Cell, Table } from '../../../workbench/trace/trace.ts'
import { openPool } from '../parts/open-pool.ts'

/** La tienda de un capítulo: dos productos, una clienta y el código que se mira. */
export type Shop = {
  readonly pool: Pool
  readonly project: typeof Projection.project
  readonly rebuild: typeof Projection.rebuild
  handle(command: Commands.OrderCommand): Promise<Commands.CommandResult>
  events(): Promise<readonly OrderEvent[]>
  /** Lo que contesta la consulta, en una línea. */
  ask(orderId: string): Promise<string>
  /** Las filas de lectura, como texto: sirve para comparar dos momentos. */
  readRows(): Promise<string>
  showWrites(stage: Stage): Promise<void>
  showEvents(stage: Stage): Promise<void>
  showReads(stage: Stage): Promise<void>
}

export async function openShop(world: World): Promise<Shop> {
  const pool = openPool(world)
  const { createSchema } = await world.load<typeof Schema>('schema.ts')
  const { handleCommand } = await world.load<typeof Commands>('commands.ts')
  const { readEvents } = await world.load<typeof EventLog>('event-log.ts')
  const { project, rebuild } = await world.load<typeof Projection>('projection.ts')
  const { handleQuery } = await world.load<typeof Queries>('queries.ts')
  await createSchema(pool)
  await pool.query(
    `INSERT INTO users VALUES ('usr_1', 'ana@example.com', 'Ana');
     INSERT INTO products VALUES ('taza', 'Taza', 1250), ('lamina', 'Lámina', 2499)`,
  )
  const show = async (stage: Stage, actor: string, table: Omit<Table, 'rows'>, sql: string) => {
    const { rows } = await pool.query<Cell[]>({ text: sql, rowMode: 'array' })
    stage.state(actor, { ...table, rows })
  }

  return {
    pool,
    project,
    rebuild,
    handle: (command) => handleCommand(pool, command),
    events: () => readEvents(pool),
    async ask(orderId) {
      const order = await handleQuery(pool, { type: 'GetOrderByIdQuery', orderId })
      return order ? `${order.status} · ${order.productNames.join(', ')}` : 'null'
    },
    async readRows() {
      const { rows } = await pool.query('SELECT * FROM order_read_models ORDER BY id')
      return JSON.stringify(rows)
    },
    showWrites: (stage) => show(stage, 'writes', writesTable, selectWrites),
    showEvents: (stage) => show(stage, 'writes', eventsTable, selectEvents),
    showReads: (stage) => show(stage, 'reads', readsTable, selectReads),
  }
}

export function buy(commandId: string): Commands.PlaceOrderCommand {
  return {
    type: 'PlaceOrderCommand',
    commandId,
    userId: 'usr_1',
    items: [{ productId: 'taza', quantity: 2 }],
  }
}

export function cancel(commandId: string, orderId: string): Commands.CancelOrderCommand {
  return { type: 'CancelOrderCommand', commandId, orderId, reason: 'lo quería azul' }
}

// Los pedidos nacen uno detrás de otro: por fecha se ven en el orden en que se hicieron.
const writesTable = { title: 'orders', columns: ['pedido', 'estado', 'versión'], key: 'pedido' }
const selectWrites = 'SELECT id, status, version FROM orders ORDER BY created_at'

const eventsTable = {
  title: 'order_events',
  columns: ['n.º', 'pedido', 'evento', 'versión'],
  key: 'n.º',
}
const selectEvents = 'SELECT position, order_id, type, version FROM order_events ORDER BY position'

const readsTable = {
  title: 'order_read_models',
  columns: ['pedido', 'estado', 'versión', 'productos'],
  key: 'pedido',
}
const selectReads = `
  SELECT r.id, r.status, r.version, coalesce(array_to_string(r.product_names, ', '), 'NULL')
  FROM order_read_models AS r
  ORDER BY (SELECT min(position) FROM order_events AS e WHERE e.order_id = r.id), r.id`
