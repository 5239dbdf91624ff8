import { isPassed } from '../../course/progress.ts'
import { clip, paint, screenWidth, spread, type Terminal } from '../../terminal/screen.ts'
import { listedSteps } from '../list.ts'
import { type Panel, samePosition, type State } from '../state.ts'
import { courseLine, footerOf, type Section, windowOf } from './section.ts'

const filterNames = { all: 'todos', pending: 'pendientes', passed: 'superados' } as const

type ListPanel = Extract<Panel, { kind: 'list' }>

/** Los pasos, con el elegido siempre a la vista. */
export function listView(
  state: State,
  panel: ListPanel,
  terminal: Terminal & { readonly rows: number },
): Section {
  const rows = listedSteps(state, panel)
  const cursor = Math.min(panel.cursor, Math.max(0, rows.length - 1))
  const width = screenWidth(terminal)
  const lines: string[] = []
  let selected = 0
  let lesson: string | undefined
  for (const [index, { lesson: owner, step }] of rows.entries()) {
    if (owner.slug !== lesson) {
      if (lesson !== undefined) lines.push('')
      lines.push(paint(terminal, 'bold', `  ${owner.number} · ${clip(owner.title, width - 8)}`))
      lesson = owner.slug
    }
    const passed = isPassed(state.course.progress, owner, step)
    const here = samePosition({ slug: owner.slug, id: step.id }, state.at)
    const mark = passed ? '✓' : here ? '▸' : '·'
    const title = clip(step.optional ? `${step.title} (reto)` : step.title, width - 12)
    const text = `${mark} ${step.number}  ${title}`
    if (index === cursor) selected = lines.length
    lines.push(
      index === cursor
        ? paint(terminal, 'inverse', `  › ${text} `)
        : `    ${passed ? paint(terminal, 'green', text) : text}`,
    )
  }
  if (rows.length === 0) lines.push('    Ningún paso encaja. Borra lo escrito, o cambia el filtro.')

  const top = [
    courseLine(state, terminal),
    '',
    spread(
      `  Buscar: ${clip(panel.query, width - 36)}▏`,
      `se ven: ${filterNames[panel.filter]}`,
      width,
    ),
    '',
  ]
  const room = Math.max(1, terminal.rows - top.length - 3)
  const from = Math.max(0, Math.min(selected - Math.floor(room / 2), lines.length - room))
  return {
    top,
    body: windowOf(lines, from, room, terminal),
    bottom: [''],
    footer: footerOf(
      [
        ['↑ ↓', 'elegir'],
        ['intro', 'ir'],
        ['escribe', 'para buscar'],
        ['tab', 'filtrar'],
        ['esc', 'volver'],
      ],
      terminal,
    ),
  }
}
