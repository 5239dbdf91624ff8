import { isPassed, type Position } from '../course/progress.ts'
import type { Effect, Step } from './events.ts'
import { isSolved, type Panel, positionOf, type State } from './state.ts'

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
      hints: undefined,
      warned: false,
      warnedWhole: false,
      panel: { kind: 'step' },
      scroll: 0,
      readAt: 0,
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

/** El reto que queda en la lección, si lo demás de ella ya está superado. */
export function challengeHere(state: State): Position | undefined {
  const here = positionOf(state)
  if (here === undefined || here.step.optional || !isSolved(state)) return undefined
  const { lesson } = here
  const pending = lesson.steps.filter(
    (step) => step.id !== here.step.id && !isPassed(state.course.progress, lesson, step),
  )
  const [challenge] = pending
  return challenge !== undefined && pending.every(({ optional }) => optional)
    ? { lesson, step: challenge }
    : undefined
}

/** A otra pantalla, que se lee desde arriba; la del paso se queda por donde iba. */
export function toPanel(state: State, panel: Exclude<Panel, { kind: 'step' }>): State {
  const readAt = state.panel.kind === 'step' ? state.scroll : state.readAt
  return { ...state, panel, scroll: 0, readAt }
}

/** De vuelta a la pantalla del paso, por donde se iba leyendo. */
export function toStep(state: State): State {
  return { ...state, panel: { kind: 'step' }, scroll: state.readAt }
}
