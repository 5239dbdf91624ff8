import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type * as EmailWorkerModule from '../../../solutions/03-bullmq/src/email-worker.ts'
import type * as RedisUrl from '../../../solutions/03-bullmq/src/redis-url.ts'
import type { FromWorker } from './worker-messages.ts'

// Un worker en su propio proceso, para poder matarlo de verdad. El proveedor acepta el correo y no
// llega a contestar: así hay siempre uno a medias.

const [source = '', prefix = ''] = process.argv.slice(2)
process.once('disconnect', () => void process.kill(process.pid, 'SIGKILL'))

const load = async <Module>(file: string) =>
  (await import(pathToFileURL(join(source, file)).href)) as Module

try {
  const { redisAddress } = await load<typeof RedisUrl>('redis-url.ts')
  const { startEmailWorker } = await load<typeof EmailWorkerModule>('email-worker.ts')
  const { worker } = startEmailWorker({
    connection: redisAddress(process.env['REDIS_URL'] ?? ''),
    prefix,
    logger: { info: () => {}, error: () => {} },
    deadLetters: { record: async () => {} },
    mailer: {
      send(_email, { idempotencyKey }) {
        tell({ kind: 'sending', idempotencyKey, lockMs: worker.opts.lockDuration ?? 0 })
        return new Promise(() => {})
      },
    },
  })
} catch (error) {
  tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
}

function tell(message: FromWorker): void {
  process.send?.(message)
}
