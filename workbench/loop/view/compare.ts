import { paint, type Terminal } from '../../terminal/screen.ts'
import { fold } from '../../terminal/wrap.ts'
import { type DiffLine, type Panel, positionOf, type State } from '../state.ts'
import { footerOf, lessonLine, noticeRows, type Section } from './section.ts'

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
    bottom: noticeRows(state, terminal),
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
  const inner = line.text.length - line.text.trimStart().length + 4
  return fold(line.text, width, inner).map((text) => diffRow({ ...line, text }, terminal))
}

/** También la usa `npm run comparar`. */
export function diffRow({ kind, text }: DiffLine, terminal: Pick<Terminal, 'color'>): string {
  const row = kind === 'title' ? `  ${text}` : `  ${marks[kind]} ${text}`
  return paint(terminal, colors[kind], text === '' ? '' : row)
}
