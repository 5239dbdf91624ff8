import type { Shop } from './shop.ts'

export type Fault = AsyncDisposable & { repair(): Promise<void> }

/** Escribir en `table` falla en el acto. */
export function failOnInsert(shop: Shop, table: 'outbox_events' | 'order_items'): Promise<Fault> {
  return install(shop, table, `CREATE TRIGGER fault BEFORE INSERT ON ${table} FOR EACH ROW`)
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

async function install(shop: Shop, table: string, trigger: string): Promise<Fault> {
  await shop.query(`CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'disco lleno'; END $$; ${trigger} EXECUTE FUNCTION fault()`)
  const repair = async () => void (await shop.query(`DROP TRIGGER IF EXISTS fault ON ${table}`))
  return { repair, [Symbol.asyncDispose]: repair }
}
