import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** Un pool que se presta al código que se juzga y sabe qué le falta por devolver. */
export type LentPool = {
  readonly pool: Pool
  readonly borrowed: ReadonlySet<PoolClient>
  /** Cómo estaba cada conexión al devolverla; las que se devuelven para cerrarlas no cuentan. */
  readonly returns: Return[]
  readonly close: () => Promise<void>
}

export type Return = {
  readonly inTransaction: boolean
  /** Cuántas escuchas trae de más respecto a la vez anterior que se devolvió esa conexión. */
  readonly newListeners: number
}

/**
 * Lo que se lanza con `pool.query` va siempre por otra conexión que lo anterior, y la que se queda con
 * una transacción abierta se cierra: en producción también puede tocarte otra. Las de
 * `pool.connect()` son las de un pool corriente.
 */
export function openLentPool(config: PoolConfig): LentPool {
  const pool = new Pool({
    max: 5, // una descansa siempre
    connectionTimeoutMillis: 2_000, // sin conexiones libres, un error y no una espera eterna
    ...config,
  })
  const borrowed = new Set<PoolClient>()
  const returns: Return[] = []
  const listeners = new WeakMap<PoolClient, number>()
  let resting: PoolClient | undefined
  pool.on('error', () => {})
  pool.on('acquire', (client) => void borrowed.add(client))
  pool.on('release', (closing, released) => {
    const client = released as PoolClient
    borrowed.delete(client)
    if (closing) return
    const now = listenersOf(client)
    const newListeners = now - (listeners.get(client) ?? now)
    listeners.set(client, now)
    returns.push({ inTransaction: client.getTransactionStatus() !== 'I', newListeners })
  })

  // La última se retiene hasta que otra termina: así no puede volver a tocar la misma.
  const rest = (client: PoolClient) => {
    borrowed.delete(client)
    resting?.off('error', ignore)
    resting?.release()
    resting = client
  }
  const query = async (text: string, values?: unknown[]) => {
    const client = await pool.connect()
    client.on('error', ignore)
    try {
      return await client.query(text, values)
    } finally {
      if (client.getTransactionStatus() === 'I') rest(client)
      else client.release(true)
    }
  }
  pool.query = query as Pool['query']

  return {
    pool,
    borrowed,
    returns,
    /** Lo que no se devolvió se destruye: si no, cerrar el pool esperaría para siempre. */
    async close() {
      for (const client of borrowed) client.release(true)
      resting?.release(true)
      await pool.end()
    },
  }
}

function listenersOf(client: PoolClient): number {
  return client.eventNames().reduce((sum, event) => sum + client.listenerCount(event), 0)
}

/** Como hace `pool.query`: si la conexión se corta, lo cuenta la consulta en curso. */
function ignore(): void {}
