import { Pool, type PoolClient, type PoolConfig } from 'pg'

/** Un pool que se presta al código que se juzga y sabe qué le falta por devolver. */
export type LentPool = {
  readonly pool: Pool
  readonly borrowed: ReadonlySet<PoolClient>
  /** Cómo estaba cada conexión al devolverla; las que ya no sirven o se van a cerrar no cuentan. */
  readonly returns: Return[]
  readonly close: () => Promise<void>
}

export type Return = {
  readonly inTransaction: boolean
  /** Cuántas escuchas trae de más respecto a la vez anterior que se devolvió esa conexión. */
  readonly newListeners: number
}

/** Un pool como el de producción. */
export function openOrdinaryPool(config: PoolConfig): LentPool {
  const pool = new Pool({
    max: 5,
    connectionTimeoutMillis: 2_000, // sin conexiones libres, un error y no una espera eterna
    ...config,
  })
  const borrowed = new Set<PoolClient>()
  const returns: Return[] = []
  const listeners = new WeakMap<PoolClient, number>()
  const dead = new WeakSet<PoolClient>()
  pool.on('error', ignore) // una conexión libre que se corta no es asunto de nadie
  pool.on('connect', (client) => void client.once('end', () => void dead.add(client)))
  pool.on('acquire', (client) => void borrowed.add(client))
  pool.on('release', (closing, released) => {
    const client = released as PoolClient
    borrowed.delete(client)
    if (closing || dead.has(client)) return // el pool la tira: a nadie más le va a tocar
    const now = listenersOf(client)
    const newListeners = now - (listeners.get(client) ?? now)
    listeners.set(client, now)
    returns.push({ inTransaction: client.getTransactionStatus() !== 'I', newListeners })
  })
  return {
    pool,
    borrowed,
    returns,
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
  const { pool, returns, ...ordinary } = openOrdinaryPool(config)
  const lent = new Set<PoolClient>()
  let resting: PoolClient | undefined
  pool.on('acquire', (client) => void lent.add(client))
  pool.on('release', (_error, client) => void lent.delete(client as PoolClient))

  // La última se retiene hasta que otra termina: así no puede volver a tocar la misma.
  const rest = (client: PoolClient) => {
    lent.delete(client)
    resting?.off('error', ignore)
    resting?.release()
    resting = client
  }
  const query = async (text: string, values?: unknown[]) => {
    const client = await pool.connect()
    client.on('error', ignore) // como hace pool.query: si se corta, lo cuenta la consulta
    try {
      return await client.query(text, values)
    } finally {
      if (client.getTransactionStatus() === 'I') rest(client)
      else client.release(true)
    }
  }
  pool.query = query as Pool['query']
  return { pool, borrowed: lent, returns, close: ordinary.close }
}

function listenersOf(client: PoolClient): number {
  return client.eventNames().reduce((sum, event) => sum + client.listenerCount(event), 0)
}

function ignore(): void {}
