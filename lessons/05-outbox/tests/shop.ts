import { Client, type Pool, type QueryResultRow } from 'pg'
import { type TestDatabase, UnmetExpectation } from '@taller/workbench/testing'

import { createSchema } from '../src/schema.ts'
import { isLockTimeout } from './in-words.ts'
import { type LentPool, openLentPool, type Return } from './lent-pool.ts'

export type OutboxRow = {
  readonly id: string
  readonly processed_at: Date | null
  readonly attempts: number
  readonly last_error: string | null
}

export type NewEvent = {
  readonly id: string
  readonly order: string
  readonly type?: string
  readonly aggregate?: string
}

/** Todos los eventos de los tests ocurren a la vez: hace falta desempatar. */
export const occurredAt = new Date('2026-03-02T10:00:00.000Z')

/** Lo que comparten los tests de un archivo: abrir conexiones es lo que más tarda. */
type ShopDatabase = {
  readonly url: string
  readonly admin: Client
  readonly spare: LentPool[]
}

/** La base de datos vista desde fuera, y los pools que se prestan al código que se juzga. */
export class Shop implements AsyncDisposable {
  readonly #database: ShopDatabase
  readonly #admin: Client
  readonly #lent: LentPool[] = []

  constructor(database: ShopDatabase) {
    this.#database = database
    this.#admin = database.admin
  }

  openPool(): Pool {
    const { url, spare } = this.#database
    const lent = spare.pop() ?? openLentPool({ connectionString: url })
    lent.returns.length = 0
    this.#lent.push(lent)
    return lent.pool
  }

  /** El próximo pool que se pida tiene ya `connections` conexiones abiertas y libres. */
  async warmUp(connections: number): Promise<void> {
    const pool = this.openPool()
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
    for (const client of clients) client.release()
    const lent = this.#lent.pop()
    if (lent) this.#database.spare.push(lent)
  }

  /** Conexiones que el código pidió y no ha devuelto. */
  get borrowed(): number {
    return this.#lent.reduce((sum, { borrowed }) => sum + borrowed.size, 0)
  }

  /** Cómo devolvió el código cada conexión, en orden. */
  get returns(): readonly Return[] {
    return this.#lent.flatMap(({ returns }) => returns)
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
    await this.query(insertEvents, valuesOf(events))
  }

  /** Guarda un evento como lo haría un pedido nuevo; `false` si alguien se lo impide. */
  async tryToAdd(event: NewEvent): Promise<boolean> {
    await this.#admin.query('SET lock_timeout = 300')
    try {
      await this.#admin.query(insertEvents, valuesOf([event]))
      return true
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      return false
    } finally {
      await this.#admin.query(patience)
    }
  }

  /** Cuántos bloqueos consultivos (pg_advisory_lock) tiene alguna conexión ahora mismo. */
  async advisoryLocks(): Promise<number> {
    const [held] = await this.query<{ locks: number }>(
      `SELECT count(*)::int AS locks FROM pg_locks
       WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    return held?.locks ?? 0
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
    if (this.borrowed === 0 && (await this.quiet())) {
      this.#database.spare.push(...this.#lent)
    } else {
      await Promise.all(this.#lent.map((lent) => lent.close()))
    }
  }
}

/** La tienda de un test: empieza con las tablas vacías y al salir de ámbito no deja nada. */
export async function openShop(database: TestDatabase): Promise<Shop> {
  const shared = await shopDatabaseOf(database)
  // DELETE y no TRUNCATE: con cuatro filas tarda diez veces menos.
  await shared.admin.query('DELETE FROM order_items; DELETE FROM orders; DELETE FROM outbox_events')
  return new Shop(shared)
}

/** Lo que espera quien mira desde fuera: más que el código que se juzga. */
const patience = 'SET lock_timeout = 2000'

const insertEvents = `
  INSERT INTO outbox_events
    (id, aggregate_type, aggregate_id, event_type, payload, created_at)
  OVERRIDING SYSTEM VALUE
  SELECT id, aggregate, "order", type, jsonb_build_object('orderId', "order"), $4
  FROM unnest($1::bigint[], $2::text[], $3::text[], $5::text[])
    AS event (id, "order", type, aggregate)`

function valuesOf(events: readonly NewEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ order }) => order),
    events.map(({ type }) => type ?? 'order.placed'),
    occurredAt,
    events.map(({ aggregate }) => aggregate ?? 'order'),
  ]
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
  await admin.query(patience)
  return { url, admin, spare: [] }
}

/**
 * Quien espere por un bloqueo recibe un error y no se queda colgado. Y sin índices el orden de
 * las filas es el de la tabla: pedirlas sin ORDER BY no puede salir bien por casualidad.
 */
const rules = `DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = 300', current_database());
  EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_indexonlyscan = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET enable_bitmapscan = off', current_database());
END $$`
