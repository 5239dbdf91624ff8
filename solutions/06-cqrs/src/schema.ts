import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { ClientBase, Pool } from 'pg'

/** Crea las tablas de `schema.sql` en la base de datos, que se espera vacía. */
export async function createSchema(db: Pool | ClientBase): Promise<void> {
  await db.query(await readFile(join(import.meta.dirname, 'schema.sql'), 'utf8'))
}
