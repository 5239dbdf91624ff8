import type { PoolClient } from 'pg'

import type { Shop } from './shop.ts'

export type Fault = AsyncDisposable & { repair(): Promise<void> }

type Write = `${'INSERT' | 'UPDATE'} ${WrittenTable}`
type WrittenTable =
  | 'orders'
  | 'order_lines'
  | 'processed_commands'
  | 'order_events'
  | 'order_read_models'

/** Escribir en `table` falla en el acto; en la de lectura, solo la fila de ese pedido. */
export function failOnInsert(shop: Shop, table: WrittenTable, orderId?: string): Promise<Fault> {
  const only = orderId === undefined ? '' : `WHEN (NEW.id = '${orderId}')`
  return install(shop, table, `CREATE TRIGGER fault BEFORE INSERT ON ${table} FOR EACH ROW ${only}`)
}

/** Todo parece ir bien hasta el COMMIT, que es quien falla. */
export function failOnCommit(shop: Shop, table: WrittenTable): Promise<Fault> {
  return install(
    shop,
    table,
    `CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON ${table}
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW`,
  )
}

async function install(shop: Shop, table: string, trigger: string): Promise<Fault> {
  await shop.query(`CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'disco lleno'; END $$; ${trigger} EXECUTE FUNCTION fault()`)
  const repair = async () => void (await shop.query(`DROP TRIGGER IF EXISTS fault ON ${table}`))
  return { repair, [Symbol.asyncDispose]: repair }
}

export type Gate = AsyncDisposable & { release(): Promise<void> }

/**
 * Quien vaya a hacer una de esas escrituras se queda parado justo antes, hasta `release`. Lo que
 * haya leído para decidirse ya lo ha leído: así se ve si entre mirar y escribir cabe otro.
 */
export async function holdBefore(shop: Shop, ...writes: readonly Write[]): Promise<Gate> {
  await shop.query(
    `SELECT pg_advisory_lock(6);
     CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = '3s' AS
     $$ BEGIN PERFORM pg_advisory_xact_lock_shared(6); RETURN NULL; END $$;
     ${writes.map((write, index) => trigger(write, `gate_${index}`)).join(';')}`,
  )
  let open = false
  const release = async () => {
    if (open) return
    open = true
    await shop.query('SELECT pg_advisory_unlock(6)')
  }
  return {
    release,
    async [Symbol.asyncDispose]() {
      await release()
      await shop.query('DROP FUNCTION gate() CASCADE')
    },
  }
}

function trigger(write: Write, name: string): string {
  const [event, table] = write.split(' ')
  return `CREATE TRIGGER ${name} BEFORE ${event} ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION gate()`
}

/** Aparta todas las tablas menos la de lectura: quien las nombre recibe un error. */
export async function hideWriteSide(shop: Shop): Promise<AsyncDisposable> {
  const tables = ['users', 'products', 'orders', 'order_lines', 'processed_commands']
  const move = (from: string, to: string) =>
    [...tables, 'order_events'].map((table) => `ALTER TABLE ${from}.${table} SET SCHEMA ${to}`)
  await shop.query(['CREATE SCHEMA write_side', ...move('public', 'write_side')].join(';'))
  return {
    async [Symbol.asyncDispose]() {
      await shop.query([...move('write_side', 'public'), 'DROP SCHEMA write_side'].join(';'))
    },
  }
}

/** Otro proyector, con la tabla de lectura bloqueada a su nombre: nadie más escribe en ella. */
export type BusyProjector = AsyncDisposable & {
  readonly client: PoolClient
  finish(): Promise<void>
}

export async function openBusyProjector(shop: Shop): Promise<BusyProjector> {
  const client = await shop.openPool().connect()
  await client.query('BEGIN; LOCK TABLE order_read_models IN SHARE MODE')
  let done = false
  const finish = async () => {
    if (done) return
    done = true
    await client.query('COMMIT')
    client.release()
  }
  return { client, finish, [Symbol.asyncDispose]: finish }
}
