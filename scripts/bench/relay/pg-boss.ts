import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Client } from 'pg'

import { batchSize, type Contender } from './contender.ts'

// Aparte del taller, para que no la instale quien solo quiere las lecciones.
const folder = join(import.meta.dirname, 'pg-boss')
const entry = join(folder, 'node_modules/pg-boss/dist/index.js')

/** Lo que usamos de la biblioteca; no está instalada donde la vería el compilador. */
type Boss = {
  start(): Promise<unknown>
  stop(options: { graceful: boolean }): Promise<void>
  on(event: 'error', listener: () => void): unknown
  createQueue(name: string): Promise<void>
  deleteAllJobs(name: string): Promise<void>
  insert(name: string, jobs: readonly { data: object }[]): Promise<unknown>
  fetch(name: string, options: { batchSize: number }): Promise<{ id: string }[]>
  complete(name: string, ids: string[]): Promise<unknown>
}

export const installPgBoss = 'npm ci --prefix scripts/bench/relay/pg-boss'

export function isPgBossInstalled(): boolean {
  return existsSync(entry)
}

/** Una cola hecha y mantenida, que también guarda en PostgreSQL: pedir un lote y darlo por hecho. */
export async function openPgBoss(url: string, admin: Client): Promise<Contender & AsyncDisposable> {
  const { PgBoss } = (await import(pathToFileURL(entry).href)) as {
    PgBoss: new (options: object) => Boss
  }
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false })
  boss.on('error', () => {}) // lo cuenta la orden que falla
  await boss.start()
  await boss.createQueue('outbox')
  return {
    name: 'pg-boss',
    async fill(count) {
      await boss.deleteAllJobs('outbox')
      for (let first = 1; first <= count; first += 1_000) {
        const jobs = Array.from({ length: Math.min(1_000, count - first + 1) }, (_, index) => ({
          data: { orderId: `${first + index}`, email: 'ana@example.com', totalCents: 4_999 },
        }))
        await boss.insert('outbox', jobs)
      }
      await admin.query('VACUUM ANALYZE')
    },
    async drainBatch() {
      const jobs = await boss.fetch('outbox', { batchSize })
      if (jobs.length > 0) {
        await boss.complete(
          'outbox',
          jobs.map(({ id }) => id),
        )
      }
      return jobs.length
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false }),
  }
}
