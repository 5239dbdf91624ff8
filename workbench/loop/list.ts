import { isPassed, type Position } from '../course/progress.ts'
import type { Key } from '../terminal/key.ts'
import type { Step } from './events.ts'
import { goTo, only, toStep } from './moves.ts'
import type { ListFilter, Panel, State } from './state.ts'

type ListPanel = Extract<Panel, { kind: 'list' }>

const filters: readonly ListFilter[] = ['all', 'pending', 'passed']
const moves: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -8, pagedown: 8 }

/** Los pasos que encajan con lo escrito y con el filtro, en el orden del curso. */
export function listedSteps(
  { course: { lessons, progress } }: Pick<State, 'course'>,
  { query, filter }: Pick<ListPanel, 'query' | 'filter'>,
): readonly Position[] {
  const wanted = plain(query)
  return lessons
    .flatMap((lesson) => lesson.steps.map((step) => ({ lesson, step })))
    .filter(({ lesson, step }) => {
      const passed = isPassed(progress, lesson, step)
      if (filter !== 'all' && passed !== (filter === 'passed')) return false
      const text = `${lesson.number}.${step.number} ${lesson.title} ${step.title} ${lesson.slug}`
      return plain(text).includes(wanted)
    })
}

export function onListKey(state: State, panel: ListPanel, key: Key): Step {
  const rows = listedSteps(state, panel)
  const cursor = Math.min(panel.cursor, Math.max(0, rows.length - 1))
  const by = moves[key.name]
  if (by !== undefined) {
    const moved = Math.min(Math.max(0, rows.length - 1), Math.max(0, cursor + by))
    return only({ ...state, panel: { ...panel, cursor: moved } })
  }
  switch (key.name) {
    case 'escape':
      // Primero se borra lo escrito; si no hay nada, se sale.
      return only(panel.query === '' ? toStep(state) : { ...state, panel: { ...panel, query: '' } })
    case 'return': {
      const chosen = rows[cursor]
      return chosen === undefined ? only(state) : goTo(state, chosen)
    }
    case 'tab': {
      const filter = filters[(filters.indexOf(panel.filter) + 1) % filters.length]!
      return only({ ...state, panel: { ...panel, filter, cursor: 0 } })
    }
    case 'backspace':
      return only({ ...state, panel: { ...panel, query: panel.query.slice(0, -1), cursor: 0 } })
  }
  if (key.text === undefined || key.ctrl === true) return only(state)
  return only({ ...state, panel: { ...panel, query: panel.query + key.text, cursor: 0 } })
}

/** Sin tildes ni mayúsculas: «reintentos» encuentra «Reintentar» si se escribe «reinten». */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
