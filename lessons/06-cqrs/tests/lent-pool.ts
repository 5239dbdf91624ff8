import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** Un pool que se presta al código que se juzga y sabe qué le falta por devolver. */
export type LentPool = {
  readonly pool: Pool
  readonly borrowed: ReadonlySet<PoolClient>
  readonly close: () => Promise<void>
}

/** Un pool como el de producción. */
export function openOrdinaryPool(config: PoolConfig): LentPool {
  const pool = new Pool({
    max: 5,
    connectionTimeoutMillis: 2_000, // sin conexiones libres, un error y no una espera eterna
    ...config,
  })
  const borrowed = new Set<PoolClient>()
  pool.on('error', ignore)
  // Al borrar la base de datos se cortan las que queden: eso no lo juzga ningún test.
  pool.on('connect', (client) => void client.on('error', ignore))
  pool.on('acquire', (client) => void borrowed.add(client))
  pool.on('release', (_error, client) => void borrowed.delete(client as PoolClient))
  return {
    pool,
    borrowed,
    /** Lo que no se devolvió se destruye: si no, cerrar el pool esperaría para siempre. */
    async close() {
      for (const client of borrowed) {
        client.release(true)
        client.release = ignore // quien la tenga la devolverá tarde, y ya no importa
      }
      await pool.end()
    },
  }
}

/**
 * Lo que se lanza con `pool.query` va siempre por otra conexión que lo anterior, y la que se queda
 * con una transacción abierta se cierra: en producción también puede tocarte otra. Las de
 * `pool.connect()` son las de un pool corriente.
 */
export function openStrictPool(config: PoolConfig): LentPool {
  const { pool, borrowed, close } = openOrdinaryPool(config)
  const lent = new Set(borrowed)
  let resting: PoolClient | undefined
  pool.on('acquire', (client) => void lent.add(client))
  pool.on('release', (_error, client) => void lent.delete(client as PoolClient))

  // La última se retiene hasta que otra termina: así no puede volver a tocar la misma.
  const rest = (client: PoolClient) => {
    lent.delete(client)
    resting?.release()
    resting = client
  }
  const query = async (text: string, values?: unknown[]) => {
    const client = await pool.connect()
    try {
      return await client.query(text, values)
    } finally {
      if (client.getTransactionStatus() === 'I') rest(client)
      else client.release(true)
    }
  }
  pool.query = query as Pool['query']
  return { pool, borrowed: lent, close }
}

function ignore(): void {}
