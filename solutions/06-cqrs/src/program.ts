import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

import { Pool } from 'pg'

import { type CommandResult, handleCommand, type PlaceOrderCommand } from './commands.ts'
import { readEvents } from './event-log.ts'
import { project, rebuild } from './projection.ts'
import { handleQuery } from './queries.ts'
import { createSchema } from './schema.ts'
import { waitForVersion } from './wait-for-version.ts'

// Un rincón propio en la base de datos, que se borra al terminar: puede ser la tuya.
const schema = `cqrs_${randomBytes(4).toString('hex')}`
const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  options: `-c search_path=${schema}`,
})
pool.on('error', ({ message }) => say(`Se perdió una conexión: ${message}`))

const buy: PlaceOrderCommand = {
  type: 'PlaceOrderCommand',
  commandId: 'compra-de-ana',
  userId: 'usr_1',
  items: [
    { productId: 'taza', quantity: 2 },
    { productId: 'lamina', quantity: 1 },
  ],
}
let last: CommandResult = { orderId: '', version: 0 }

const scenes: readonly (readonly [title: string, play: () => Promise<void>])[] = [
  [
    'Ana pulsa dos veces «Comprar»: el mismo comando, con la misma clave',
    async () => {
      last = await handleCommand(pool, buy)
      await handleCommand(pool, buy)
      await showTables()
    },
  ],
  [
    'La tienda cambia el nombre de la taza, y Ana mira su pedido',
    async () => {
      await pool.query(`UPDATE products SET name = 'Taza (modelo 2027)' WHERE id = 'taza'`)
      await showOrder()
    },
  ],
  [
    'Pasa el proyector',
    async () => {
      await projectEverything()
      await showTables()
      await showOrder()
    },
  ],
  [
    'Ana lo cancela, mira, y después espera a la versión que le dijeron',
    async () => {
      const { orderId } = last
      last = await handleCommand(pool, {
        type: 'CancelOrderCommand',
        commandId: 'cancela-ana',
        orderId,
        reason: 'lo quería azul',
      })
      await showOrder()
      const projector = wait(100).then(projectEverything)
      const { status } = await waitForVersion(pool, last, {
        pause: (signal) => wait(20, undefined, { signal }),
        signal: AbortSignal.timeout(2_000),
      })
      await projector
      say(`tras esperar a la versión ${last.version}: ${status}`)
    },
  ],
  [
    'Alguien estropea la tabla de lectura, y se vuelve a hacer',
    async () => {
      await pool.query('DELETE FROM order_read_models')
      await rebuild(pool)
      await showTables()
    },
  ],
]

async function projectEverything(): Promise<void> {
  for (const event of await readEvents(pool)) await project(pool, event)
}

async function showOrder(): Promise<void> {
  const order = await handleQuery(pool, { type: 'GetOrderByIdQuery', orderId: last.orderId })
  say(
    order
      ? `la consulta: ${order.productNames.join(', ')} · ${order.totalCents} céntimos · ${order.status}`
      : 'la consulta: null; todavía no se ha proyectado',
  )
}

async function showTables(): Promise<void> {
  const { rows } = await pool.query<Record<string, string | null>>(
    `SELECT left(o.id, 8) AS id, o.status || ' v' || o.version AS written,
       (SELECT string_agg(type, ' ' ORDER BY position) FROM order_events AS e
        WHERE e.order_id = o.id) AS events,
       (SELECT r.status || ' v' || r.version FROM order_read_models AS r WHERE r.id = o.id) AS read
     FROM orders AS o ORDER BY o.id`,
  )
  say('pedido     orders         order_events                   order_read_models')
  for (const { id, written, events, read } of rows) {
    say(
      `${String(id).padEnd(10)} ${String(written).padEnd(14)} ${(events ?? '— ninguno').padEnd(30)} ${read ?? '— nada'}`,
    )
  }
}

function say(text: string): void {
  console.log(`    ${text}`)
}

try {
  await pool.query(`CREATE SCHEMA ${schema}`)
  await createSchema(pool)
  await pool.query(
    `INSERT INTO users VALUES ('usr_1', 'ana@example.com', 'Ana');
     INSERT INTO products VALUES ('taza', 'Taza', 1250), ('lamina', 'Lámina', 2499)`,
  )
  for (const [title, play] of scenes) {
    console.log(`\n  ${title}`)
    try {
      await play()
    } catch (error) {
      say(`✗ ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  console.log()
} finally {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await pool.end()
}
