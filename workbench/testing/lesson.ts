import { resolve } from 'node:path'

import { test as base } from 'vitest'

import { Adversary, seedFor } from './adversary.ts'
import { judgedCandidate } from './candidate.ts'
import { Inbox } from './inbox.ts'
import { openDatabase, openRedis } from './service-fixtures.ts'
import { checkTypes, filesOf, type TypeProblem } from './type-check.ts'

export { expect } from 'vitest'
export { EnvironmentError } from '../services/environment-error.ts'
export { Adversary } from './adversary.ts'
export { anotherProcess } from './another-process.ts'
export { type Explanation, explain, UnmetExpectation } from './explain.ts'
export { Inbox } from './inbox.ts'
export { type LooseErrors, uncaughtDuring, unhandledDuring, watchLoose } from './loose-errors.ts'
export type { TestDatabase, TestRedis } from './service-fixtures.ts'
export type { TypeProblem } from './type-check.ts'
export { type Outcome, outcomeNow, outcomeOf, turns, within } from './waiting.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** Semilla del adversario que usó el test; se enseña si falla. */
    adversarySeed?: number
  }
}

type CheckTypes = (source: string) => Promise<readonly TypeProblem[]>

/** El `test` de Vitest con lo que un test de lección suele necesitar, pedido por su nombre. */
export const test = base
  .extend('inbox', () => new Inbox<unknown>())
  .extend('adversary', ({ task }) => {
    const adversary = new Adversary(seedFor(task.name, process.env))
    task.meta.adversarySeed = adversary.seed
    return adversary
  })
  .extend('checkTypes', ({ task }): CheckTypes => {
    return async (source) => {
      const own = resolve(task.file.filepath, '../../src')
      const lessonFiles = judgedCandidate()?.files ?? (await filesOf(own))
      return checkTypes(source, { lessonFiles })
    }
  })
  // De cada archivo: ningún otro ve sus claves ni sus tablas, y se borran al terminar.
  .extend('redis', { scope: 'file' }, async ({}, { onCleanup }) => {
    const redis = await openRedis()
    onCleanup(() => redis[Symbol.asyncDispose]())
    return redis
  })
  .extend('database', { scope: 'file' }, async ({}, { onCleanup }) => {
    const database = await openDatabase()
    onCleanup(() => database[Symbol.asyncDispose]())
    return database
  })
