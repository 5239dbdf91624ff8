import { isPassed, type Position } from '../course/progress.ts'
import type { Effect, Step } from './events.ts'
import { isSolved, positionOf, type State } from './state.ts'

export function only(state: State): Step {
  return { state, effects: [] }
}

export function andThen(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects }
}

/** Se llega a otro paso: nada de lo que había en pantalla habla de él. */
export function goTo(state: State, { lesson, step }: Position): Step {
  return andThen(
    {
      ...state,
      at: { slug: lesson.slug, id: step.id },
      checking: 'yes',
      verdict: undefined,
      hint: 0,
      warned: false,
      panel: { kind: 'step' },
      scroll: 0,
      notice: undefined,
    },
    { do: 'arrive' },
  )
}

export function firstPending(
  { lessons, progress }: State['course'],
  after?: Position,
): Position | undefined {
  const all = lessons.flatMap((lesson) => lesson.steps.map((step) => ({ lesson, step })))
  const from = after
    ? all.findIndex(
        ({ lesson, step }) => lesson.slug === after.lesson.slug && step.id === after.step.id,
      ) + 1
    : 0
  const isPending = ({ lesson, step }: Position) =>
    !step.optional && !isPassed(progress, lesson, step)
  return all.slice(from).find(isPending) ?? all.slice(0, from).find(isPending)
}

/** Lo que haría la tecla «n»: el primero pendiente detrás de este o, si no queda, delante. */
export function nextPosition(state: State): Position | undefined {
  const here = positionOf(state)
  const { course } = state
  if (here === undefined || !isSolved(state)) return firstPending(course, here)
  const key = ({ lesson, step }: Position) => `${lesson.slug}/${step.id}`
  const next = firstPending(course, here)
  return next !== undefined && key(next) === key(here) ? undefined : next
}

/** De vuelta a la pantalla del paso. */
export function toStep(state: State): State {
  return { ...state, panel: { kind: 'step' }, scroll: 0 }
}
