import type { Scenario } from '../../workbench/trace/scenario.ts'
import { bullBoard } from './03-bullmq/bull-board.ts'
import { enqueue } from './03-bullmq/enqueue.ts'
import { giveUp } from './03-bullmq/give-up.ts'
import { killedWorker } from './03-bullmq/killed-worker.ts'
import { retry } from './03-bullmq/retry.ts'
import { orderlyShutdown } from './03-bullmq/shutdown.ts'

export const scenario: Scenario = {
  lesson: '03-bullmq',
  title: 'Cola de trabajos',
  services: ['redis'],
  actors: [
    { id: 'shop', name: 'tienda', kind: 'program' },
    { id: 'queue', name: 'cola (Redis)', kind: 'redis' },
    { id: 'worker', name: 'worker', kind: 'program' },
    { id: 'mailer', name: 'proveedor', kind: 'program' },
    { id: 'dead-letters', name: 'fallidos', kind: 'database' },
  ],
  chapters: [enqueue, retry, giveUp, orderlyShutdown, killedWorker],
  panel: bullBoard,
}
