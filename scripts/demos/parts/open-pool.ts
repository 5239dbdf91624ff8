import { Pool, type PoolConfig } from 'pg'

import type { World } from '../../../workbench/trace/scenario.ts'

/** Conexiones con la base de datos del capítulo, que se cierran con él. */
export function openPool(
  { databaseUrl, resources }: Pick<World, 'databaseUrl' | 'resources'>,
  options: PoolConfig = {},
): Pool {
  const pool = new Pool({ connectionString: databaseUrl, ...options })
  pool.on('error', () => {}) // si PostgreSQL muere, lo dice la consulta siguiente
  resources.defer(() => pool.end())
  return pool
}
