import { type Lesson, requiredSteps } from '../course/lesson.ts'
import { isPassed, type Position } from '../course/progress.ts'
import type { Effect, Step } from './events.ts'
import { isSolved, onArrival, type Panel, positionOf, type State } from './state.ts'

export function only(state: State): Step {
  return { state, effects: [] }
}

export function andThen(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects }
}

/** Se llega a otro paso. */
export function goTo(state: State, { lesson, step }: Position): Step {
  return andThen(
    {
      ...state,
      at: { slug: lesson.slug, id: step.id },
      checking: 'yes',
      ...onArrival,
    },
    { do: 'arrive' },
  )
}

/** El primero sin superar o, si se dice desde cuál, el que le sigue: una lección se acaba antes. */
export function firstPending(course: State['course'], after?: Position): Position | undefined {
  const { lessons } = course
  if (after === undefined) return pendingIn(course, lessons)[0]
  const at = lessons.findIndex(({ slug }) => slug === after.lesson.slug)
  const here = pendingIn(course, lessons.slice(at, at + 1))
  return (
    here.find(({ step }) => step.number > after.step.number) ??
    here[0] ??
    pendingIn(course, lessons.slice(at + 1))[0] ??
    pendingIn(course, lessons.slice(0, at))[0]
  )
}

/** Los pasos obligatorios sin superar, en orden. */
export function pendingIn(
  { progress }: State['course'],
  lessons: readonly Lesson[],
): readonly Position[] {
  return lessons.flatMap((lesson) =>
    requiredSteps(lesson)
      .filter((step) => !isPassed(progress, lesson, step))
      .map((step) => ({ lesson, step })),
  )
}

/** Al sitio al que lleva «n»; si no es el paso de al lado, se dice. */
export function goOn(state: State, to: Position): Step {
  const { state: there, effects } = goTo(state, to)
  return { state: { ...there, notice: turnNotice(state, to) }, effects }
}

function turnNotice(state: State, { lesson, step }: Position): string | undefined {
  const here = positionOf(state)
  if (here === undefined) return undefined
  if (here.lesson.slug === lesson.slug) {
    const back = step.number < here.step.number
    return back ? `Vuelves al paso ${step.number}, que quedaba sin superar.` : undefined
  }
  const name = `${lesson.number} · ${lesson.title}`
  if (lesson.slug < here.lesson.slug) return `Vuelves a la ${name}: quedaba sin acabar.`
  const { course } = state
  const before = course.lessons.filter(({ slug }) => slug < lesson.slug)
  const left = pendingIn(course, before).length
  if (left === 0) return `Cambias de lección: ${name}.`
  const behind = left === 1 ? 'queda 1 paso' : `quedan ${left} pasos`
  return `Lección ${name}. Atrás ${behind} (l).`
}

/** Lo que haría la tecla «n»: lo que quede de la lección, las que siguen y, si no, las de antes. */
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
