import type { Lesson } from '../../workbench/course/lesson.ts'
import { firstFailure, type LessonReport } from '../../workbench/testing/report.ts'
import type { Equivalent } from './equivalents.ts'
import { isDeclared } from './equivalents.ts'
import type { Mutant } from './mutant.ts'
import { endlessLoopText } from './step-limit.ts'

export type Fate = 'detected' | 'loop' | 'survived' | 'equivalent'

export type Outcome = { readonly mutant: Mutant; readonly fate: Fate; readonly by?: string }

export type LessonOutcome = {
  readonly lesson: Lesson
  readonly outcomes: readonly Outcome[]
  /** Equivalentes declarados que ya no corresponden a ningún superviviente. */
  readonly stale: readonly Equivalent[]
}

export type Judged = { readonly candidate: Mutant; readonly report: LessonReport }

export function decideOutcomes(
  lesson: Lesson,
  judged: readonly Judged[],
  declared: readonly Equivalent[],
): LessonOutcome {
  const outcomes = judged.map(({ candidate, report }): Outcome => {
    const noticed = noticedBy(report)
    if (noticed !== undefined) return { mutant: candidate, ...noticed }
    const equivalent = declared.some((entry) => isDeclared(entry, candidate))
    return { mutant: candidate, fate: equivalent ? 'equivalent' : 'survived' }
  })
  const excused = outcomes.filter(({ fate }) => fate === 'equivalent')
  const stale = declared.filter((entry) => !excused.some(({ mutant }) => isDeclared(entry, mutant)))
  return { lesson, outcomes, stale }
}

export function survivorsOf({ outcomes }: LessonOutcome): readonly Mutant[] {
  return outcomes.flatMap(({ mutant, fate }) => (fate === 'survived' ? mutant : []))
}

export function isSound(outcome: LessonOutcome): boolean {
  return survivorsOf(outcome).length === 0 && outcome.stale.length === 0
}

/** Quién nota el cambio, también en los retos: son tests como los demás. */
function noticedBy(report: LessonReport): Omit<Outcome, 'mutant'> | undefined {
  const failed = report.steps.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return undefined
  const texts = failed.flatMap(({ tests, failures }) => [
    ...failures.map(({ text }) => text),
    ...tests.flatMap(({ failure }) => failure?.text ?? []),
  ])
  const loop = texts.some((text) => text.includes(endlessLoopText))
  const first = firstFailure(report)
  const by = first?.test?.name ?? `paso ${failed[0]?.step.number}`
  return { fate: loop ? 'loop' : 'detected', by }
}
