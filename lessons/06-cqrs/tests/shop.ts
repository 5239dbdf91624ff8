import { Client, type Pool, type PoolClient, type QueryResultRow } from 'pg'
import { type TestDatabase, UnmetExpectation } from '@taller/workbench/testing'

import type { OrderEvent } from '../src/order-event.ts'
import { createSchema } from '../src/schema.ts'
import { isLockTimeout } from './in-words.ts'
import { type LentPool, openOrdinaryPool, openStrictPool, type Return } from './lent-pool.ts'

/** Una fila de `order_read_models`, tal como está. */
export type ReadRow = {
  readonly id: string
  readonly status: string
  readonly version: number
  readonly user_id: string | null
  readonly user_email: string | null
  readonly user_name: string | null
  readonly product_names: string[] | null
  readonly total_cents: number | null
  readonly created_at: Date | null
}

/** Lo que comparten los tests de un archivo: abrir conexiones es lo que más tarda. */
type ShopDatabase = {
  readonly url: string
  readonly admin: Client
  /** Pools que volvieron enteros, por su clase: le sirven al test siguiente. */
  readonly spare: { readonly strict: LentPool[]; readonly ordinary: LentPool[] }
}

/** La base de datos vista desde fuera, y los pools que se prestan al código que se juzga. */
export class Shop implements AsyncDisposable {
  readonly #database: ShopDatabase
  readonly #strict: LentPool[] = []
  readonly #ordinary: LentPool[] = []
  readonly #special: LentPool[] = []
  /** De los que pide el propio test: lo que hagan no cuenta. */
  readonly #own: LentPool[] = []

  constructor(database: ShopDatabase) {
    this.#database = database
  }

  /** Para lo que lleva transacciones: dos `pool.query` seguidos van por conexiones distintas. */
  openStrictPool(): Pool {
    const { url, spare } = this.#database
    const lent = spare.strict.pop() ?? openStrictPool({ connectionString: url })
    lent.returns.length = 0
    this.#strict.push(lent)
    return lent.pool
  }

  /** Un pool corriente. */
  openPool(): Pool {
    const { url, spare } = this.#database
    const lent = spare.ordinary.pop() ?? openOrdinaryPool({ connectionString: url })
    lent.returns.length = 0
    this.#ordinary.push(lent)
    return lent.pool
  }

  /** Una conexión para el propio test. Hay que devolverla. */
  borrowOwn(): Promise<PoolClient> {
    const { url, spare } = this.#database
    const lent = spare.ordinary.pop() ?? openOrdinaryPool({ connectionString: url })
    this.#own.push(lent)
    return lent.pool.connect()
  }

  /** Un pool cuyas conexiones nacen con esas opciones de PostgreSQL. */
  openPoolWith(options: string): Pool {
    const lent = openOrdinaryPool({ connectionString: this.#database.url, options })
    this.#special.push(lent)
    return lent.pool
  }

  /** Conexiones que el código pidió y no ha devuelto. */
  get borrowed(): number {
    return this.#pools.reduce((sum, { borrowed }) => sum + borrowed.size, 0)
  }

  /** Cómo devolvió el código cada conexión: las de un mismo pool, en orden. */
  get returns(): readonly Return[] {
    return this.#pools.flatMap(({ returns }) => returns)
  }

  get #pools(): readonly LentPool[] {
    return [...this.#strict, ...this.#ordinary, ...this.#special]
  }

  async query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    try {
      return (await this.#database.admin.query<Row>(sql, values)).rows
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      throw new UnmetExpectation({
        happened: 'Tu función ya terminó y dejó una transacción abierta, con filas bloqueadas.',
        expected: 'la transacción acaba siempre, con COMMIT o con ROLLBACK, antes de volver.',
        why: 'una transacción abierta bloquea a los demás y no deja limpiar la tabla.',
      })
    }
  }

  /** Añade los eventos al registro, en ese orden, como si los hubieran escrito los comandos. */
  async record(...events: readonly OrderEvent[]): Promise<void> {
    await this.query(
      `INSERT INTO order_events (order_id, version, type, data, occurred_at)
       SELECT "orderId", version, type, data, "occurredAt"
       FROM jsonb_to_recordset($1::jsonb) AS event
         ("orderId" text, version integer, type text, data jsonb, "occurredAt" timestamptz)`,
      [JSON.stringify(events)],
    )
  }

  /** La tabla de lectura entera. */
  readModels(): Promise<ReadRow[]> {
    return this.query<ReadRow>(`SELECT * FROM order_read_models ORDER BY id COLLATE "C"`)
  }

  async count(table: 'orders' | 'order_lines' | 'order_events' | 'order_read_models') {
    const [row] = await this.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)
    return row?.rows ?? 0
  }

  /**
   * Espera, con un límite, a que cada una de esas promesas haya terminado o esté parada en un
   * bloqueo: entonces nadie puede avanzar hasta que lo suelte el test.
   */
  async settledOrBlocked(...runs: readonly Promise<unknown>[]): Promise<void> {
    let settled = 0
    for (const run of runs) {
      const count = () => void settled++
      run.then(count, count)
    }
    for (let look = 0; look < 500; look++) {
      const [waiting] = await this.query<{ blocked: number }>(
        `SELECT count(*)::int AS blocked FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      if (settled + (waiting?.blocked ?? 0) >= runs.length) return
    }
  }

  /**
   * Espera, con un límite, a que nadie más tenga una transacción a medias. Una que ya ha fallado
   * no tiene xact_start: se ve en state.
   */
  async quiet(): Promise<boolean> {
    for (let look = 0; look < 20; look++) {
      const [others] = await this.query<{ busy: boolean }>(
        `SELECT count(*) > 0 AS busy FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND backend_type = 'client backend' AND state <> 'idle'`,
      )
      if (!others?.busy) return true
    }
    return false
  }

  /** Un pool que vuelve entero y sin transacciones a medias le sirve al test siguiente. */
  async [Symbol.asyncDispose](): Promise<void> {
    const done = [...this.#special]
    if (this.borrowed === 0 && (await this.quiet())) {
      this.#database.spare.strict.push(...this.#strict)
      this.#database.spare.ordinary.push(...this.#ordinary, ...this.#own)
    } else {
      done.push(...this.#strict, ...this.#ordinary, ...this.#own)
    }
    await Promise.all(done.map(({ close }) => close()))
  }
}

/** La tienda de un test: un catálogo, nada más, y al salir de ámbito no deja nada. */
export async function openShop(database: TestDatabase): Promise<Shop> {
  const shared = await shopDatabaseOf(database)
  // DELETE y no TRUNCATE: con cuatro filas tarda diez veces menos.
  await shared.admin.query(
    `DELETE FROM order_read_models; DELETE FROM order_events; DELETE FROM processed_commands;
     DELETE FROM order_lines; DELETE FROM orders; DELETE FROM products; DELETE FROM users;
     INSERT INTO users (id, email, name)
       VALUES ('usr_1', 'ana@example.com', 'Ana O''Hara'), ('usr_2', 'luis@example.com', 'Luis');
     INSERT INTO products (id, name, price_cents)
       VALUES ('taza', 'Taza', 1250), ('lamina', 'Lámina', 2499)`,
  )
  return new Shop(shared)
}

const prepared = Symbol.for('taller.shop')

/**
 * Se guarda en la propia base de datos, que dura lo que el archivo: al verificar, los siete pasos
 * comparten una y este módulo se carga siete veces. Al borrarla, PostgreSQL corta las conexiones.
 */
function shopDatabaseOf(
  database: TestDatabase & { [prepared]?: Promise<ShopDatabase> },
): Promise<ShopDatabase> {
  return (database[prepared] ??= openShopDatabase(database.url))
}

async function openShopDatabase(url: string): Promise<ShopDatabase> {
  const admin = new Client({ connectionString: url })
  admin.on('error', () => {})
  await admin.connect()
  await createSchema(admin)
  await admin.query(rules)
  await admin.query('SET lock_timeout = 2000')
  return { url, admin, spare: { strict: [], ordinary: [] } }
}

/**
 * Quien espere por un bloqueo recibe un error y no se queda colgado. Y sin índices el orden de
 * las filas es el de la tabla: pedirlas sin ORDER BY no puede salir bien por casualidad.
 */
const rules = `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1000', current_database());
  EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexonlyscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_bitmapscan = off', current_database());
END $$`
