import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { Pool } from 'pg'

import type { Broker, OutboxMessage } from '../../../solutions/05-outbox/src/broker.ts'
import type * as OutboxRelay from '../../../solutions/05-outbox/src/outbox-relay.ts'
import type { FromRelay, ToRelay } from './relay-messages.ts'

// Un relay en su propio proceso, para poder matarlo de verdad. El broker está al otro lado: publicar
// es mandarlo y esperar su respuesta.

const [source = '', applicationName = ''] = process.argv.slice(2)
const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  application_name: applicationName,
})
pool.on('error', () => {})

const waiting = new Map<string, () => void>()
process.on('message', ({ accepted }: ToRelay) => waiting.get(accepted)?.())
const orphaned = () => void process.kill(process.pid)
process.once('disconnect', orphaned)

const broker: Broker = {
  publish: (message: OutboxMessage) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.set(message.id, resolve)
    tell({ kind: 'publish', message })
    return promise
  },
}

try {
  const { relayOnce } = (await import(
    pathToFileURL(join(source, 'outbox-relay.ts')).href
  )) as typeof OutboxRelay
  await relayOnce({ pool, broker, batchSize: 10, maxAttempts: 3 })
  tell({ kind: 'finished' })
} catch (error) {
  tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
} finally {
  await pool.end()
  process.off('disconnect', orphaned)
  process.disconnect()
}

function tell(message: FromRelay): void {
  process.send?.(message)
}
