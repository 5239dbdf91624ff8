import { Client, Pool, type PoolClient, type PoolConfig, type QueryResultRow } from 'pg'
import { test as base, UnmetExpectation } from '@taller/workbench/testing'

import { createSchema } from '../src/schema.ts'
import { isLockTimeout } from './in-words.ts'

export type OutboxRow = {
  readonly id: string
  readonly processed_at: Date | null
  readonly attempts: number
  readonly last_error: string | null
}

export type NewEvent = { readonly id: string; readonly order: string; readonly type?: string }

/** Todos los eventos de los tests ocurren a la vez: hace falta desempatar. */
export const occurredAt = new Date('2026-03-02T10:00:00.000Z')

/** La base de datos vista desde fuera, y los pools que se prestan al código que se juzga. */
export class Shop {
  readonly #url: string
  readonly #admin: Client
  readonly #pools: Pool[] = []
  readonly #borrowed = new Set<PoolClient>()

  constructor(url: string, admin: Client) {
    this.#url = url
    this.#admin = admin
  }

  /**
   * Por defecto cada conexión sirve una sola vez, así que `pool.query` va siempre por una nueva:
   * un BEGIN lanzado de ese modo no abre nada para la consulta siguiente.
   */
  openPool(options: PoolConfig = { maxUses: 1 }): Pool {
    const pool = new Pool({
      connectionString: this.#url,
      max: 4,
      connectionTimeoutMillis: 2_000, // sin conexiones libres, un error y no una espera eterna
      ...options,
    })
    pool.on('error', () => {})
    pool.on('acquire', (client) => void this.#borrowed.add(client))
    pool.on('release', (_error, client) => void this.#borrowed.delete(client as PoolClient))
    this.#pools.push(pool)
    return pool
  }

  /** Conexiones que el código pidió y no ha devuelto. */
  get borrowed(): number {
    return this.#borrowed.size
  }

  async query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    try {
      return (await this.#admin.query<Row>(sql, values)).rows
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      throw new UnmetExpectation({
        happened: 'Tu función ya terminó y dejó una transacción abierta, con filas bloqueadas.',
        expected: 'la transacción acaba siempre, con COMMIT o con ROLLBACK, antes de volver.',
        why: 'una transacción abierta bloquea a los demás y no deja limpiar la tabla.',
      })
    }
  }

  /** Las filas quedan en la tabla en el orden en que se dan, no en el de sus ids. */
  async add(...events: readonly NewEvent[]): Promise<void> {
    await this.query(
      `INSERT INTO outbox_events
         (id, aggregate_type, aggregate_id, event_type, payload, created_at)
       OVERRIDING SYSTEM VALUE
       SELECT id, 'order', "order", type, jsonb_build_object('orderId', "order"), $4
       FROM unnest($1::bigint[], $2::text[], $3::text[]) AS event (id, "order", type)`,
      [
        events.map(({ id }) => id),
        events.map(({ order }) => order),
        events.map(({ type }) => type ?? 'order.placed'),
        occurredAt,
      ],
    )
  }

  async row(id: string): Promise<OutboxRow | undefined> {
    const [row] = await this.query<OutboxRow>(
      'SELECT id, processed_at, attempts, last_error FROM outbox_events WHERE id = $1',
      [id],
    )
    return row
  }

  /** Los ids con `processed_at`, tal como los ve cualquier otra conexión. */
  async marked(): Promise<string[]> {
    const rows = await this.query<OutboxRow>(
      'SELECT id FROM outbox_events WHERE processed_at IS NOT NULL ORDER BY id',
    )
    return rows.map(({ id }) => id)
  }

  /** Corta las conexiones del código que se juzga, como haría un reinicio del servidor. */
  async cutConnections(): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND backend_type = 'client backend'`,
    )
  }

  async close(): Promise<void> {
    // Lo que no se devolvió se destruye: si no, cerrar el pool esperaría para siempre.
    for (const client of this.#borrowed) client.release(true)
    await Promise.all(this.#pools.map((pool) => pool.end()))
  }
}

/** El `test` de la lección: `shop` empieza cada vez con las tablas vacías. */
export const test = base
  .extend('shopDatabase', { scope: 'file' }, async ({ database }, { onCleanup }) => {
    const admin = new Client({ connectionString: database.url })
    admin.on('error', () => {})
    await admin.connect()
    onCleanup(() => admin.end())
    await createSchema(admin)
    await admin.query(rules)
    await admin.query('SET lock_timeout = 2000')
    return { url: database.url, admin }
  })
  .extend('shop', async ({ shopDatabase: { url, admin } }, { onCleanup }) => {
    await admin.query('TRUNCATE orders, order_items, outbox_events RESTART IDENTITY')
    const shop = new Shop(url, admin)
    onCleanup(() => shop.close())
    return shop
  })

/**
 * Quien espere por un bloqueo recibe un error y no se queda colgado. Y sin índices el orden de
 * las filas es el de la tabla: pedirlas sin ORDER BY no puede salir bien por casualidad.
 */
const rules = `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = 300', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexonlyscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_bitmapscan = off', current_database());
END $$`
