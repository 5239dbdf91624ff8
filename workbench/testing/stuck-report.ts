import type { TestModule, Vitest } from 'vitest/node'

import type { Lesson, Step } from '../course/lesson.ts'
import { type Collector, isUnfinished } from './collector.ts'
import { moduleId } from './module-id.ts'
import type { LessonReport, LooseError } from './report.ts'
import { runByFile } from './run-by-file.ts'
import { endlessLoopReport } from './verdicts.ts'

type Silenced = { readonly vitest: Vitest; readonly collector: Collector; readonly ms: number }

/** El veredicto cuando un hilo no devuelve el control: qué terminó, y en qué test se quedó. */
export function stuckReport(
  lesson: Lesson,
  steps: readonly Step[],
  { vitest, collector: { begun, logs }, ms }: Silenced,
): LessonReport {
  // Un Vitest que lleva rato abierto recuerda lo que dio cada módulo otras veces: de los que en esta
  // no han empezado no se sabe nada.
  const modules = vitest.state.getTestModules().filter((module) => begun.has(module.moduleId))
  const ended = modules.filter((module) => !isUnfinished(module))
  const looseErrors = vitest.state.getUnhandledErrors() as readonly LooseError[]
  const run = runByFile(lesson, steps, { modules: ended, looseErrors, logs, ms })
  const moduleOf = (step: Step): TestModule | undefined => {
    const id = moduleId(lesson.dir, step.test)
    return modules.find((module) => module.moduleId === id && !ended.includes(module))
  }
  // Puede haber varios hilos atascados: se señala el del primer paso.
  const step = steps.find((each) => moduleOf(each) !== undefined)
  const tests = step && moduleOf(step)?.children.allTests()
  const test = [...(tests ?? [])].find((each) => each.result().state === 'pending')?.name
  return endlessLoopReport(lesson, steps, run, { step, test })
}
