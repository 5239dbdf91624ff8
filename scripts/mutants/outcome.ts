import type { Lesson } from '../../workbench/course/lesson.ts'
import { firstFailure, type LessonReport } from '../../workbench/testing/report.ts'
import type { Equivalent } from './equivalents.ts'
import { isDeclared } from './equivalents.ts'
import type { Mutant } from './mutant.ts'
import { endlessLoopText } from './step-limit.ts'

/** `time-out`: solo lo nota un tiempo agotado, que también puede ser culpa de la máquina. */
export type Fate = 'detected' | 'loop' | 'time-out' | 'survived' | 'equivalent'

/** Que el cambio se nota, y qué test lo nota primero. */
export type Noticed = { readonly fate: 'detected' | 'loop' | 'time-out'; readonly by: string }

export type Outcome = { readonly mutant: Mutant; readonly fate: Fate; readonly by?: string }

export type LessonOutcome = {
  readonly lesson: Lesson
  readonly outcomes: readonly Outcome[]
  /** Equivalentes declarados que ya no corresponden a ningún superviviente. */
  readonly stale: readonly Equivalent[]
}

export function decideOutcomes(
  lesson: Lesson,
  judged: { mutants: readonly Mutant[]; noticed: ReadonlyMap<Mutant, Noticed> },
  declared: readonly Equivalent[],
): LessonOutcome {
  const outcomes = judged.mutants.map((mutant): Outcome => {
    const noticed = judged.noticed.get(mutant)
    if (noticed !== undefined) return { mutant, ...noticed }
    const equivalent = declared.some((entry) => isDeclared(entry, mutant))
    return { mutant, fate: equivalent ? 'equivalent' : 'survived' }
  })
  const excused = outcomes.filter(({ fate }) => fate === 'equivalent')
  const stale = declared.filter((entry) => !excused.some(({ mutant }) => isDeclared(entry, mutant)))
  return { lesson, outcomes, stale }
}

export function mutantsWith(fate: Fate, { outcomes }: LessonOutcome): readonly Mutant[] {
  return outcomes.flatMap((outcome) => (outcome.fate === fate ? outcome.mutant : []))
}

export function survivorsOf(outcome: LessonOutcome): readonly Mutant[] {
  return mutantsWith('survived', outcome)
}

export function isSound(outcome: LessonOutcome): boolean {
  return survivorsOf(outcome).length === 0 && outcome.stale.length === 0
}

/** Quién nota el cambio, también en los retos: son tests como los demás. */
export function noticedBy(report: LessonReport): Noticed | undefined {
  const failed = report.steps.filter(({ state }) => state === 'failed')
  if (failed.length === 0) return undefined
  const seen = failed.flatMap(({ tests, failures }) => [
    ...failures,
    ...tests.flatMap(({ failure }) => failure ?? []),
  ])
  const loop = seen.some(({ text }) => text.includes(endlessLoopText))
  const timeOut = seen.length > 0 && seen.every(({ kind }) => kind === 'time-out')
  const first = firstFailure(report)
  const by = first?.test?.name ?? `paso ${failed[0]?.step.number}`
  return { fate: loop ? 'loop' : timeOut ? 'time-out' : 'detected', by }
}
