import { paint, type Terminal } from '../../terminal/screen.ts'
import { type DiffLine, type Panel, positionOf, type State } from '../state.ts'
import { footerOf, lessonLine, type Section } from './section.ts'

type ComparePanel = Extract<Panel, { kind: 'compare' }>

const marks = { same: ' ', added: '+', removed: '−', title: ' ' } as const
const colors = { same: 'dim', added: 'green', removed: 'red', title: 'bold' } as const

export function compareView(state: State, panel: ComparePanel, terminal: Terminal): Section {
  const here = positionOf(state)
  const what =
    panel.mode === 'live'
      ? 'De lo tuyo a la referencia   − tuyo   + referencia'
      : 'Del código inicial a la referencia   − inicial   + referencia'
  return {
    top: [here ? lessonLine(here.lesson, '', terminal) : '', `  ${what}`, ''],
    body: (panel.lines ?? []).flatMap((line) => diffRows(line, terminal)),
    bottom: [state.notice === undefined ? '' : paint(terminal, 'yellow', `  ${state.notice}`)],
    footer: footerOf(
      [
        ['↑ ↓', 'mover'],
        ['c', panel.mode === 'live' ? 'desde el código inicial' : 'desde lo tuyo'],
        ['t', panel.whole ? 'solo este paso' : 'todo el archivo'],
        ['esc', 'volver'],
      ],
      terminal,
    ),
  }
}

/** Lo que no cabe a lo ancho sigue debajo, más adentro: el código no se recorta. */
function diffRows(line: DiffLine, terminal: Terminal): readonly string[] {
  const width = Math.max(20, terminal.columns - 4)
  const { text } = line
  if (text.length <= width) return [diffRow(line, terminal)]
  const inner = `${/^\s*/.exec(text)?.[0] ?? ''}    `.slice(0, width - 10)
  const rest: string[] = []
  for (let from = width; from < text.length; from += width - inner.length) {
    rest.push(`${inner}${text.slice(from, from + width - inner.length)}`)
  }
  return [text.slice(0, width), ...rest].map((part) => diffRow({ ...line, text: part }, terminal))
}

/** También la usa `npm run comparar`. */
export function diffRow({ kind, text }: DiffLine, terminal: Pick<Terminal, 'color'>): string {
  const row = kind === 'title' ? `  ${text}` : `  ${marks[kind]} ${text}`
  return paint(terminal, colors[kind], row.trimEnd())
}
