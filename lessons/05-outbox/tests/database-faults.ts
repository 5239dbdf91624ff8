import type { Pool, PoolClient } from 'pg'

import type { Shop } from './shop.ts'

export type Fault = AsyncDisposable & { repair(): Promise<void> }

/** Escribir en `table` falla en el acto. */
export function failOnInsert(shop: Shop, table: 'outbox_events' | 'order_items'): Promise<Fault> {
  return install(shop, table, `CREATE TRIGGER fault BEFORE INSERT ON ${table} FOR EACH ROW`)
}

/** PostgreSQL corta la conexión que escribe en `table`, a mitad de esa escritura. */
export function dieOnInsert(shop: Shop, table: 'outbox_events'): Promise<Fault> {
  const trigger = `CREATE TRIGGER fault BEFORE INSERT ON ${table} FOR EACH ROW`
  // El corte se atiende en la espera, que así no llega a terminar.
  const cut = 'PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(60)'
  return install(shop, table, trigger, cut)
}

/** Cada conexión que se pide a ese pool llega ya cerrada. */
export function lendClosed(pool: Pool): Disposable {
  const end = (client: PoolClient) => void client.end()
  pool.on('acquire', end)
  return { [Symbol.dispose]: () => void pool.off('acquire', end) }
}

// #region failing-commit
/** Todo parece ir bien hasta el COMMIT, que es quien falla. */
export function failOnCommit(shop: Shop, event: 'INSERT' | 'UPDATE'): Promise<Fault> {
  return install(
    shop,
    'outbox_events',
    `CREATE CONSTRAINT TRIGGER fault AFTER ${event} ON outbox_events
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW`,
  )
}
// #endregion failing-commit

/** Marcar ese evento como publicado falla en el acto. */
export function failOnMark(shop: Shop, id: string): Promise<Fault> {
  return install(
    shop,
    'outbox_events',
    `CREATE TRIGGER fault BEFORE UPDATE ON outbox_events FOR EACH ROW
     WHEN (NEW.id = ${Number(id)} AND NEW.processed_at IS NOT NULL)`,
  )
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
