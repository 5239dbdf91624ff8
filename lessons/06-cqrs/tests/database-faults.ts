import type { Pool, PoolClient } from 'pg'

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
export function failOnWrite(shop: Shop, table: WrittenTable, orderId?: string): Promise<Fault> {
  const only =
    table === 'processed_commands'
      ? 'WHEN (NEW.order_id IS NOT NULL)' // la clave se puede pedir; apuntar qué se contestó, no
      : orderId === undefined
        ? ''
        : `WHEN (NEW.id = '${orderId}')`
  const trigger = `CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW ${only}`
  return install(shop, table, trigger)
}

/** PostgreSQL corta la conexión que escribe en `table`, a mitad de esa escritura. */
export function dieOnWrite(shop: Shop, table: WrittenTable): Promise<Fault> {
  const trigger = `CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW`
  // El corte se atiende en la espera, que así no llega a terminar.
  const cut = 'PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(60)'
  return install(shop, table, trigger, cut)
}

/** Borrar de la tabla de lectura falla en el acto, haya filas o no. */
export function failOnDelete(shop: Shop): Promise<Fault> {
  const table = 'order_read_models'
  return install(shop, table, `CREATE TRIGGER fault BEFORE DELETE ON ${table} FOR EACH STATEMENT`)
}

/** Todo parece ir bien hasta el COMMIT, que es quien falla. */
export function failOnCommit(shop: Shop, table: WrittenTable): Promise<Fault> {
  return install(
    shop,
    table,
    `CREATE CONSTRAINT TRIGGER fault AFTER INSERT OR UPDATE OR DELETE ON ${table}
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW`,
  )
}

/** Cada conexión que se pide a ese pool llega ya cerrada. */
export function lendClosed(pool: Pool): Disposable {
  const end = (client: PoolClient) => void client.end()
  pool.on('acquire', end)
  return { [Symbol.dispose]: () => void pool.off('acquire', end) }
}

async function install(
  shop: Shop,
  table: string,
  trigger: string,
  action = `RAISE EXCEPTION 'disco lleno'`,
): Promise<Fault> {
  await shop.query(`CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN ${action}; RETURN NEW; END $$; ${trigger} EXECUTE FUNCTION fault()`)
  const repair = async () => void (await shop.query(`DROP TRIGGER IF EXISTS fault ON ${table}`))
  return { repair, [Symbol.asyncDispose]: repair }
}

export type Gate = AsyncDisposable & { release(): Promise<void> }

/** Uno que a nadie se le ocurra: quien se juzga puede tener sus propios pg_advisory_lock. */
const gateLock = 6_172_839_405

/**
 * Quien vaya a hacer una de esas escrituras se queda parado justo antes, hasta `release`. Lo que
 * haya leído para decidirse ya lo ha leído: así se ve si entre mirar y escribir cabe otro.
 */
export async function holdBefore(shop: Shop, ...writes: readonly Write[]): Promise<Gate> {
  await shop.query(
    `SELECT pg_advisory_lock(${gateLock});
     CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = '3s' AS
     $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${gateLock}); RETURN NULL; END $$;
     ${writes.map((write, index) => trigger(write, `gate_${index}`)).join(';')}`,
  )
  let open = false
  const release = async () => {
    if (open) return
    open = true
    await shop.query(`SELECT pg_advisory_unlock(${gateLock})`)
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

/** Otro proceso, con una transacción a medias. */
export type Transaction = AsyncDisposable & {
  readonly client: PoolClient
  finish(): Promise<void>
}

/** Lleva varios eventos en una transacción. Si se cruza con otra, lo sabe enseguida. */
export function openProjector(shop: Shop): Promise<Transaction> {
  return openTransaction(shop, "BEGIN; SET LOCAL deadlock_timeout = '20ms'")
}

/** La tabla de lectura está bloqueada a su nombre: nadie más escribe en ella ni para a los demás. */
export function openBusyProjector(shop: Shop): Promise<Transaction> {
  return openTransaction(shop, 'BEGIN; LOCK TABLE order_read_models IN SHARE ROW EXCLUSIVE MODE')
}

/** Una consulta larga, a medias: hasta que acabe, nadie puede llevarse la tabla a otro sitio. */
export function openReader(shop: Shop): Promise<Transaction> {
  return openTransaction(shop, 'BEGIN; SELECT FROM order_read_models')
}

async function openTransaction(shop: Shop, begin: string): Promise<Transaction> {
  const client = await shop.borrowOwn()
  client.on('error', ignore) // si el test acaba mal, al borrar la base de datos se corta
  await client.query(begin)
  let done = false
  const finish = async () => {
    if (done) return
    done = true
    await client.query('COMMIT')
    client.off('error', ignore)
    client.release()
  }
  return { client, finish, [Symbol.asyncDispose]: finish }
}

function ignore(): void {}
