import { Client, Pool } from 'pg'

import { createSchema } from '../../../solutions/05-outbox/src/schema.ts'
import { createDatabase } from '../../../workbench/services/database.ts'
import { startService } from '../../../workbench/services/start.ts'
import type { Bench } from '../measurement.ts'
import type { Contender } from './contender.ts'
import { referenceRelay, rowByRowRelay } from './outbox-relays.ts'
import { isPgBossInstalled, openPgBoss } from './pg-boss.ts'

export type Contenders = AsyncDisposable & {
  readonly reference: Contender
  readonly rowByRow: Contender
  /** Ausente si no está instalada. */
  readonly pgBoss: Contender | undefined
}

/** Todos contra el mismo PostgreSQL: el embebido, siempre, para que las cifras se puedan repetir. */
export async function openContenders({ env, signal }: Bench): Promise<Contenders> {
  await using acquired = new AsyncDisposableStack()
  const server = acquired.use(
    await startService('postgres', { env: { ...env, TALLER_SERVICES: 'embedded' }, signal }),
  )
  const { url } = acquired.use(await createDatabase(server.url))
  const pool = acquired.adopt(new Pool({ connectionString: url, max: 2 }), (open) => open.end())
  const admin = new Client({ connectionString: url })
  pool.on('error', () => {}) // lo cuenta la consulta en curso
  admin.on('error', () => {})
  await admin.connect()
  acquired.defer(() => admin.end())
  await createSchema(pool)

  const pgBoss = isPgBossInstalled() ? acquired.use(await openPgBoss(url, admin)) : undefined
  const owned = acquired.move()
  return {
    reference: referenceRelay(pool),
    rowByRow: rowByRowRelay(pool),
    pgBoss,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
