import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** Un pool que se presta al código que se juzga y sabe qué le falta por devolver. */
export type LentPool = { readonly pool: Pool; readonly borrowed: ReadonlySet<PoolClient> }

/** Un pool como el de producción, que sabe qué le falta por devolver. */
export function openOrdinaryPool(config: PoolConfig): LentPool {
  const pool = new Pool({
    max: 4,
    connectionTimeoutMillis: 2_000, // sin conexiones libres, un error y no una espera eterna
    ...config,
  })
  const borrowed = new Set<PoolClient>()
  pool.on('error', () => {})
  // Al borrar la base de datos se cortan las que queden: eso no lo juzga ningún test.
  pool.on('connect', (client) => void client.on('error', () => {}))
  pool.on('acquire', (client) => void borrowed.add(client))
  pool.on('release', (_error, client) => void borrowed.delete(client as PoolClient))
  return { pool, borrowed }
}

/**
 * Lo que se lanza con `pool.query` va cada vez por una conexión recién abierta, que se cierra
 * detrás: en producción también puede tocarte otra. Las de `pool.connect()` se reutilizan.
 */
export function openLentPool(config: PoolConfig): LentPool {
  const lent = openOrdinaryPool(config)
  const query = async (text: string, values?: unknown[]) => {
    const client = await lent.pool.connect()
    try {
      return await client.query(text, values)
    } finally {
      client.release(true)
    }
  }
  lent.pool.query = query as Pool['query']
  return lent
}

/** Lo que no se devolvió se destruye: si no, cerrar el pool esperaría para siempre. */
export async function closeLentPool({ pool, borrowed }: LentPool): Promise<void> {
  for (const client of borrowed) {
    client.release(true)
    client.release = () => {} // quien la tenga la devolverá tarde, y ya no importa
  }
  await pool.end()
}
