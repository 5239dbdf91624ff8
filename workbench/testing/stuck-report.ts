import type { Vitest } from 'vitest/node'

import type { Lesson, Step } from '../course/lesson.ts'
import { type Collector, isUnfinished } from './collector.ts'
import { moduleId } from './module-id.ts'
import type { LessonReport, LooseError } from './report.ts'
import { runByFile } from './run-by-file.ts'
import { endlessLoopReport } from './verdicts.ts'

/** El veredicto cuando un hilo no devuelve el control: qué terminó, y en qué test se quedó. */
export function stuckReport(
  lesson: Lesson,
  steps: readonly Step[],
  { vitest, logs, ms }: { vitest: Vitest; logs: Collector['logs']; ms: number },
): LessonReport {
  const ids = new Set(steps.map(({ test }) => moduleId(lesson.dir, test)))
  // En un Vitest que lleva rato abierto están también los de otras ejecuciones.
  const modules = vitest.state.getTestModules().filter((module) => ids.has(module.moduleId))
  const ended = modules.filter((module) => !isUnfinished(module))
  const looseErrors = vitest.state.getUnhandledErrors() as readonly LooseError[]
  const run = runByFile(lesson, steps, { modules: ended, looseErrors, logs, ms })
  const stuck = modules.find((module) => !ended.includes(module))
  return endlessLoopReport(lesson, steps, run, {
    step: steps.find(({ test }) => stuck?.moduleId.endsWith(test)),
    test: stuck?.children.allTests().find((each) => each.result().state === 'pending')?.name,
  })
}
