import type { TestModule } from 'vitest/node'

import type { Lesson, Step } from '../course/lesson.ts'
import { moduleId } from './module-id.ts'
import type { LooseError, RunResult } from './report.ts'

type FilesRun = Pick<RunResult, 'logs' | 'ms'> & {
  readonly modules: readonly TestModule[]
  readonly looseErrors: readonly LooseError[]
}

/** Lo que pasó cuando cada paso es un archivo de tests: así los ejecuta quien aprende. */
export function runByFile(
  lesson: Lesson,
  steps: readonly Step[],
  { modules, looseErrors, logs, ms }: FilesRun,
): RunResult {
  const idOf = (step: Step) => moduleId(lesson.dir, step.test)
  const ids = steps.map(idOf)
  return {
    stepRun(step) {
      const id = idOf(step)
      const module = modules.find((each) => each.moduleId === id)
      if (!module) return undefined
      const loose = looseErrors.filter(({ VITEST_TEST_PATH: path }) => path === id)
      return { tests: [...module.children.allTests()], errors: [...module.errors(), ...loose] }
    },
    orphans: looseErrors.filter(({ VITEST_TEST_PATH: path }) => !ids.includes(String(path))),
    logs,
    ms,
  }
}
