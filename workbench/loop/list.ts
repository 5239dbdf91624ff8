import { isPassed, type Position } from '../course/progress.ts'
import type { Key } from '../terminal/key.ts'
import type { Step } from './events.ts'
import { goTo, only, toStep } from './moves.ts'
import { type ListFilter, type Panel, samePosition, type State } from './state.ts'

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
      const kind = step.optional ? 'reto' : ''
      const text = `${lesson.number}.${step.number} ${lesson.title} ${step.title} ${lesson.slug} ${kind}`
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
      return only(panel.query === '' ? toStep(state) : listing(state, { ...panel, query: '' }))
    case 'return': {
      const chosen = rows[cursor]
      return chosen === undefined ? only(state) : goTo(state, chosen)
    }
    case 'tab': {
      const filter = filters[(filters.indexOf(panel.filter) + 1) % filters.length]!
      return only(listing(state, { ...panel, filter }))
    }
    case 'backspace':
      return only(listing(state, { ...panel, query: panel.query.slice(0, -1) }))
  }
  if (key.text === undefined || key.ctrl === true) return only(state)
  return only(listing(state, { ...panel, query: panel.query + key.text }))
}

/** Lo que se busca deja el cursor en lo primero que encaja; sin buscar nada, en el paso de ahora. */
function listing(state: State, panel: ListPanel): State {
  const here = panel.query === '' ? hereIn(state, panel) : 0
  return { ...state, panel: { ...panel, cursor: here } }
}

/** La fila del paso en que se está o, si el filtro lo esconde, la primera. */
export function hereIn(state: State, panel: Pick<ListPanel, 'query' | 'filter'>): number {
  const rows = listedSteps(state, panel)
  const isHere = ({ lesson, step }: Position) =>
    samePosition({ slug: lesson.slug, id: step.id }, state.at)
  return Math.max(0, rows.findIndex(isHere))
}

/** Sin tildes ni mayúsculas: «reintentos» encuentra «Reintentar» si se escribe «reinten». */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
