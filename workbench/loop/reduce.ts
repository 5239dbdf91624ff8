import { firstFailure, type LessonReport } from '../testing/report.ts'
import type { LoopEvent, Step } from './events.ts'
import { onKey } from './keys.ts'
import { andThen, firstPending, goTo, only } from './moves.ts'
import { positionOf, samePosition, type State } from './state.ts'

/** Función pura: con lo que había y lo que pasa, lo que hay ahora y lo que toca hacer fuera. */
export function reduce(state: State, event: LoopEvent): Step {
  switch (event.type) {
    case 'key':
      return onKey(state, event)
    case 'course':
      return onCourse(state, event.course)
    case 'go':
      return goTo(state, event.to)
    case 'saved':
      return onSaved(state)
    case 'slow':
      return only(state.checking === 'yes' ? { ...state, checking: 'slow' } : state)
    case 'verdict':
      return onVerdict(state, event)
    case 'hints':
      return only(samePosition(event.of, state.at) ? { ...state, hints: event.texts } : state)
    case 'notice':
      return only({ ...state, notice: event.text })
    case 'comparison': {
      const { panel } = state
      if (panel.kind !== 'compare') return only(state)
      if (panel.mode !== event.mode || panel.whole !== event.whole) return only(state)
      return only({ ...state, panel: { ...panel, lines: event.lines } })
    }
    case 'changed-files': {
      if (state.panel.kind !== 'reset') return only(state)
      return only({ ...state, panel: { kind: 'reset', files: event.files } })
    }
    case 'everything': {
      if (state.panel.kind !== 'everything') return only(state)
      const { checks, done } = event
      return only({ ...state, panel: { kind: 'everything', checks, done } })
    }
  }
}

function onCourse(state: State, course: State['course']): Step {
  const next = { ...state, course }
  if (state.at === undefined || positionOf(next) !== undefined) return only(next)
  const lesson = course.lessons.find(({ slug }) => slug === state.at?.slug)
  // Sin su carpeta se espera a que vuelva: saltar a otra lección escondería que falta.
  if (lesson === undefined) return only({ ...next, checking: 'no', verdict: undefined })
  // La lección es otra (una versión nueva) y el paso ya no está: a lo que quede de ella.
  const pending = firstPending({ ...course, lessons: [lesson] }) ?? firstPending(course)
  return pending === undefined
    ? only({ ...next, at: undefined, verdict: undefined })
    : goTo(next, pending)
}

function onSaved(state: State): Step {
  if (positionOf(state) === undefined) return only(state)
  const interrupted = state.panel.kind === 'everything' && !state.panel.done
  const next: State = {
    ...state,
    checking: 'yes',
    panel: interrupted ? { kind: 'step' } : state.panel,
    scroll: interrupted ? state.readAt : state.scroll,
    notice: interrupted ? 'Has guardado: la comprobación de todo se ha parado.' : undefined,
  }
  const { panel } = state
  return andThen(
    next,
    ...(interrupted ? [{ do: 'stop-everything' } as const] : []),
    { do: 'check' },
    ...(panel.kind === 'compare'
      ? [{ do: 'compare', mode: panel.mode, whole: panel.whole } as const]
      : []),
  )
}

function onVerdict(
  state: State,
  { of, verdict }: { readonly of: State['at']; readonly verdict: State['verdict'] },
): Step {
  if (!samePosition(of, state.at)) return only(state) // es de un paso en el que ya no se está
  const before = state.verdict?.report
  const after = verdict?.report
  // Otro resultado se lee desde arriba; el mismo se sigue leyendo por donde se iba.
  const sameReading = readingOf(before) === readingOf(after)
  const solvedNow = after?.verdict === 'solved'
  return only({
    ...state,
    checking: 'no',
    verdict,
    scroll: sameReading || state.panel.kind !== 'step' ? state.scroll : 0,
    readAt: sameReading ? state.readAt : 0,
    hint: solvedNow ? 0 : state.hint,
  })
}

/** Lo que se lee de un veredicto: si cambia, seguir a mitad de la pantalla escondería lo nuevo. */
function readingOf(report: LessonReport | undefined): string | undefined {
  if (report === undefined) return undefined
  const first = firstFailure(report)
  return `${report.verdict} ${first?.test?.name ?? ''} ${first?.failure.text ?? ''}`
}
