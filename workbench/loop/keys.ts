import { filesOf } from '../course/lesson.ts'
import { isPassed } from '../course/progress.ts'
import type { Key } from '../terminal/key.ts'
import type { Step } from './events.ts'
import { hereIn, onListKey } from './list.ts'
import {
  andThen,
  challengeHere,
  goOn,
  goTo,
  nextPosition,
  only,
  pendingIn,
  toPanel,
  toStep,
} from './moves.ts'
import { type CompareMode, isSolved, positionOf, type State } from './state.ts'

type KeyEvent = { readonly key: Key; readonly maxScroll: number }

export function onKey(before: State, { key, maxScroll }: KeyEvent): Step {
  if (key.ctrl === true && key.name === 'c') return andThen(before, { do: 'quit' })
  // Un aviso dura hasta la siguiente tecla.
  const state = { ...before, notice: undefined }
  switch (state.panel.kind) {
    case 'list':
      return onListKey(state, state.panel, key)
    case 'reset':
      return onResetKey(state, key)
    case 'help':
      return scrolled(state, key, maxScroll) ?? onHelpKey(state, key)
    case 'compare':
      return scrolled(state, key, maxScroll) ?? onCompareKey(state, key)
    case 'everything':
      return scrolled(state, key, maxScroll) ?? onEverythingKey(state, key)
    case 'step':
      return scrolled(state, key, maxScroll) ?? onStepKey(state, key)
  }
}

const scrolls: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -10, pagedown: 10 }

function scrolled(state: State, { name }: Key, maxScroll: number): Step | undefined {
  const by = scrolls[name]
  if (by === undefined) return undefined
  const from = Math.min(state.scroll, maxScroll)
  return only({ ...state, scroll: Math.min(maxScroll, Math.max(0, from + by)) })
}

function isClosing({ name }: Key): boolean {
  return name === 'escape' || name === 'q' || name === 'return'
}

function onStepKey(state: State, key: Key): Step {
  const nowhere = positionOf(state) === undefined
  switch (key.name) {
    case 'q':
      return andThen(state, { do: 'quit' })
    case '?':
    case 'h':
      return only(toPanel(state, { kind: 'help' }))
    case 'l':
      return onList(state)
    case 'a':
      return andThen(toPanel(state, { kind: 'everything', checks: [], done: false }), {
        do: 'check-everything',
      })
    case 'n':
      return onNext(state)
    case 'o': {
      const challenge = challengeHere(state)
      return challenge === undefined ? only(state) : goTo(state, challenge)
    }
    case 'paste':
      return only({ ...state, notice: 'Aquí no se pega nada: cada letra es una tecla.' })
    case 'return':
      return isSolved(state) ? onNext(state) : only(state)
  }
  if (nowhere) return only(state)
  switch (key.name) {
    case 'p':
      return onHint(state)
    case 'e':
      return andThen(state, { do: 'edit' })
    case 'c':
      return onCompare(state)
    case 'r':
      return andThen(state, { do: 'run-program' })
    case 'd':
      return onDemo(state)
    case 'x':
      return andThen(toPanel(state, { kind: 'reset' }), { do: 'list-changed-files' })
    default:
      return only(state)
  }
}

function onList(state: State): Step {
  const wanted = { query: '', filter: 'all' } as const
  return only(toPanel(state, { kind: 'list', ...wanted, cursor: hereIn(state, wanted) }))
}

function onNext(state: State): Step {
  const here = positionOf(state)
  // De un reto se puede ir uno sin superarlo: es suyo, y no del curso.
  if (here !== undefined && !here.step.optional && !isSolved(state)) {
    const notice =
      state.checking === 'no'
        ? 'Este paso aún no está superado. Para ir a otro sin superarlo, pulsa l.'
        : 'Un momento: se está comprobando lo último que has guardado.'
    return only({ ...state, notice })
  }
  const next = nextPosition(state)
  if (next !== undefined) return goOn(state, next)
  return only({
    ...state,
    notice: 'No queda ningún paso pendiente. Los retos están en la lista: l.',
  })
}

function onHint(state: State): Step {
  if (isSolved(state)) {
    return only({ ...state, notice: 'Este paso ya está superado: no necesitas pistas.' })
  }
  if (state.hint === 3) {
    return only({ ...state, notice: 'Era la última pista. Con c c ves la solución de referencia.' })
  }
  const level = (state.hint + 1) as 1 | 2 | 3
  // Al final, que es donde sale la pista; lo que sobre lo recorta la vista.
  return andThen({ ...state, hint: level, scroll: 999 }, { do: 'show-hint', level })
}

function onCompare(state: State): Step {
  if (!state.warned && !isSolved(state)) {
    const notice = 'Aún no lo has superado y verías la solución. Si la quieres, c otra vez.'
    return only({ ...state, warned: true, notice })
  }
  return comparing(state, 'live', false)
}

function onDemo(state: State): Step {
  const { lesson } = positionOf(state)!
  const pending = pendingIn(state.course, [lesson]).length > 0
  if (!pending || state.warnedDemo === lesson.slug) return andThen(state, { do: 'demo' })
  const notice = 'La demo enseña código de pasos sin superar. Si la quieres, d otra vez.'
  return only({ ...state, warnedDemo: lesson.slug, notice })
}

function comparing(state: State, mode: CompareMode, whole: boolean): Step {
  return andThen(toPanel(state, { kind: 'compare', mode, whole }), { do: 'compare', mode, whole })
}

function onCompareKey(state: State, key: Key): Step {
  if (isClosing(key)) return only(toStep(state))
  if (state.panel.kind !== 'compare') return only(state)
  const { mode, whole } = state.panel
  if (key.name === 'c') return comparing(state, mode === 'live' ? 'fixed' : 'live', whole)
  if (key.name !== 't') return only(state)
  if (whole || state.warnedWhole || !hidesPending(state)) return comparing(state, mode, !whole)
  const notice = 'Entero enseña también pasos sin superar. Si lo quieres, t otra vez.'
  return only({ ...state, warnedWhole: true, notice })
}

/** Los archivos del paso los comparte otro sin superar: enteros, enseñarían su solución. */
function hidesPending(state: State): boolean {
  const here = positionOf(state)
  if (here === undefined) return false
  const files = filesOf(here.step)
  return here.lesson.steps.some(
    (step) =>
      step.id !== here.step.id &&
      !isPassed(state.course.progress, here.lesson, step) &&
      filesOf(step).some((file) => files.includes(file)),
  )
}

function onHelpKey(state: State, key: Key): Step {
  return isClosing(key) || key.name === '?' ? only(toStep(state)) : only(state)
}

function onResetKey(state: State, key: Key): Step {
  const ready = state.panel.kind === 'reset' && state.panel.files !== undefined
  // «s» y nada más: una tecla de más no borra el trabajo de nadie.
  if (key.name === 's' && ready) return andThen(toStep(state), { do: 'reset' })
  if (key.name === 's') return only(state)
  return only({ ...toStep(state), notice: 'No se ha tocado nada.' })
}

function onEverythingKey(state: State, key: Key): Step {
  if (!isClosing(key)) return only(state)
  return andThen(toStep(state), { do: 'stop-everything' }, { do: 'check' })
}
