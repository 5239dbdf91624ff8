import { expect, test } from 'vitest'
import type { Vitest } from 'vitest/node'

import { Collector } from '../collector.ts'
import { moduleId } from '../module-id.ts'
import { firstFailure } from '../report.ts'
import { stuckReport } from '../stuck-report.ts'
import { lesson, steps } from './sample-lesson.ts'

type Module = { readonly step: number; readonly state: string; readonly begun: boolean }

/** El veredicto cuando Vitest recuerda esos módulos, en ese orden. */
function reported(modules: readonly Module[]) {
  const collector = new Collector()
  const remembered = modules.map(({ step, state, begun }) => {
    const id = moduleId(lesson.dir, steps[step - 1]!.test)
    if (begun) collector.begun.add(id)
    const result = { state, errors: [] }
    const only = { id, name: `el test ${step}`, result: () => result, meta: () => ({}) }
    const children = { allTests: () => [only].values() }
    return { moduleId: id, state: () => state, errors: () => [], children }
  })
  const state = { getTestModules: () => remembered, getUnhandledErrors: () => [] }
  const vitest = { state } as unknown as Vitest
  return stuckReport(lesson, steps, { vitest, collector, ms: 10 })
}

test('de varios bucles sin fin se señala el del primer paso', () => {
  const report = reported([
    { step: 3, state: 'pending', begun: true },
    { step: 2, state: 'pending', begun: true },
    { step: 1, state: 'passed', begun: true },
  ])

  expect(firstFailure(report)).toMatchObject({
    step: { number: 2 },
    failure: { kind: 'endless-loop', text: expect.stringContaining('el test 2') },
  })
  expect(report.steps.map(({ state }) => state)).toEqual(['passed', 'failed', 'not-run'])
})

test('lo que un paso dio otra vez no cuenta si en esta no ha empezado', () => {
  const report = reported([
    { step: 1, state: 'pending', begun: true },
    { step: 2, state: 'passed', begun: false },
    { step: 3, state: 'failed', begun: false },
  ])

  expect(report.steps.map(({ state }) => state)).toEqual(['failed', 'not-run', 'not-run'])
})
