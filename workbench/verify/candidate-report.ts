import type { TestModule } from 'vitest/node'

import type { Lesson, Step } from '../course/lesson.ts'
import { buildReport, type LessonReport, type LooseError } from '../testing/report.ts'
import { type OnlyTests, stepTitle } from './candidate-entry.ts'

type Judged = {
  readonly lesson: Lesson
  readonly steps: readonly Step[]
  readonly onlyTests?: OnlyTests | undefined
}

type EntryRun = {
  /** Ausente si no llegó a ejecutarse. */
  readonly module: TestModule | undefined
  readonly looseErrors: readonly LooseError[]
  readonly logs: ReadonlyMap<string, readonly string[]>
}

/** El veredicto de un candidato, cuyos pasos son los grupos de su entrada. */
export function reportOfEntry(
  { lesson, steps, onlyTests }: Judged,
  { module, looseErrors, logs }: EntryRun,
): LessonReport {
  const groups = module ? [...module.children.suites()] : []
  return buildReport(lesson, steps, {
    stepRun(step) {
      const group = groups.find(({ name }) => name === stepTitle(step.number))
      if (!group) return undefined
      const only = onlyTests?.get(step.number)
      // Los demás se saltaron a propósito: de ellos no se sabe nada, ni bueno ni malo.
      const tests = [...group.children.allTests()].filter(({ name }) => only?.has(name) ?? true)
      return { tests, errors: group.errors() }
    },
    orphans: [...(module?.errors() ?? []), ...looseErrors] as readonly LooseError[],
    logs,
    ms: module?.diagnostic().duration ?? 0,
  })
}
