import { randomBytes } from 'node:crypto'

import { Pool } from 'pg'

import type { Broker } from './broker.ts'
import type { NewOrder } from './order.ts'
import { relayOnce } from './outbox-relay.ts'
import { placeOrder } from './place-order.ts'
import { createSchema } from './schema.ts'

// Un rincón propio en la base de datos, que se borra al terminar: puede ser la tuya.
const schema = `outbox_${randomBytes(4).toString('hex')}`
const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  options: `-c search_path=${schema}`,
})
pool.on('error', ({ message }) => say(`Se perdió una conexión: ${message}`))

const order = (email: string, productId: string, cents: number): NewOrder => ({
  userId: 'usr_1',
  email,
  items: [{ productId, quantity: 1, unitPriceCents: cents }],
})

/** Un broker que se cae cuando se le dice. */
let brokerIsDown = false
const broker: Broker = {
  async publish({ id, type, aggregateId }) {
    if (brokerIsDown) throw new Error('el broker no responde')
    say(`✉ ${type} del pedido ${aggregateId} (evento ${id})`)
  },
}

const scenes: readonly (readonly [title: string, play: () => Promise<void>])[] = [
  [
    'Dos pedidos: qué queda en las tablas',
    async () => {
      await placeOrder(pool, order('ana@example.com', 'taza', 1_250))
      await placeOrder(pool, order('ana@example.com', 'lámina', 2_499))
      await showTables()
    },
  ],
  [
    'Un tercero, y el evento no se puede escribir',
    async () => {
      await pool.query('ALTER TABLE outbox_events ADD CONSTRAINT disk_full CHECK (false) NOT VALID')
      await attempt(async () => {
        await placeOrder(pool, order('ana@example.com', 'póster', 900))
        say('placeOrder dijo que sí')
      })
      await pool.query('ALTER TABLE outbox_events DROP CONSTRAINT disk_full')
      await showTables()
    },
  ],
  [
    'El relay publica, con el broker caído',
    async () => {
      brokerIsDown = true
      await relay()
      brokerIsDown = false
      await showTables()
    },
  ],
  [
    'El broker vuelve, y el relay lo intenta otra vez',
    async () => {
      await relay()
      await showTables()
    },
  ],
]

async function relay(): Promise<void> {
  const { published, failed } = await relayOnce({ pool, broker, batchSize: 10, maxAttempts: 5 })
  say(`publicados ${published}, fallidos ${failed}`)
}

async function attempt(play: () => Promise<void>): Promise<void> {
  try {
    await play()
  } catch (error) {
    say(`✗ ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function showTables(): Promise<void> {
  const { rows } = await pool.query<Record<string, string>>(
    `SELECT o.id, (SELECT count(*) FROM order_items WHERE order_id = o.id) AS lines, e.event_type,
            CASE WHEN e.id IS NULL THEN '' WHEN e.processed_at IS NULL THEN 'pendiente'
                 ELSE 'publicado' END AS state,
            CASE WHEN e.processed_at IS NULL THEN e.last_error END AS last_error
     FROM orders AS o LEFT JOIN outbox_events AS e ON e.aggregate_id = o.id::text ORDER BY o.id`,
  )
  say('orders   order_items   outbox_events')
  for (const { id, lines, event_type: type, state, last_error: error } of rows) {
    const event = type ? `${type} · ${state}${error ? ` · ${error}` : ''}` : '— ningún evento'
    say(
      `${String(id).padEnd(8)} ${(lines === '1' ? '1 línea' : `${lines} líneas`).padEnd(13)} ${event}`,
    )
  }
}

function say(text: string): void {
  console.log(`    ${text}`)
}

try {
  await pool.query(`CREATE SCHEMA ${schema}`)
  await createSchema(pool)
  for (const [title, play] of scenes) {
    console.log(`\n  ${title}`)
    await attempt(play)
  }
  console.log()
} finally {
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  await pool.end()
}
