import { stripVTControlCharacters } from 'node:util'

import { paint, type Terminal } from '../terminal/screen.ts'
import { fold } from '../terminal/wrap.ts'
import { compareView } from './view/compare.ts'
import { everythingView } from './view/everything.ts'
import { type Section, windowOf } from './view/section.ts'
import { helpView } from './view/help.ts'
import { listView } from './view/list.ts'
import { resetView } from './view/reset.ts'
import { stepView } from './view/step.ts'
import type { State } from './state.ts'

const ROOMY = 16

export type Size = Terminal & { readonly rows: number }

export type Screen = {
  /** Tantas como filas, y ninguna más ancha que la terminal. */
  readonly lines: readonly string[]
  readonly maxScroll: number
}

/** Función pura: de lo que hay, a lo que se ve. */
export function view(state: State, size: Size): Screen {
  const { footer, ...section } = sectionOf(state, size)
  // Lo que no cabe en una línea trae dentro otra: cada una es una fila.
  const [top, bottom] = [rowsOf(section.top, size), rowsOf(section.bottom, size)]
  const body = section.body.flatMap((line) => continued(line, size.columns))
  const rule = paint(size, 'dim', `  ${'─'.repeat(Math.max(0, Math.min(size.columns, 80) - 4))}`)
  const under = [...bottom, rule, footer]
  const room = Math.max(1, size.rows - top.length - under.length)
  const maxScroll = Math.max(0, body.length - room)
  const from = Math.min(state.scroll, maxScroll)
  const shown = windowOf(body, from, room, size)
  const filler = Array.from<string>({ length: Math.max(0, room - shown.length) }).fill('')
  const lines = [...top, ...shown, ...filler, ...under].map((line) => fit(line, size.columns))
  // En una terminal diminuta gana lo de abajo: las teclas y el estado.
  return { lines: lines.slice(-size.rows), maxScroll }
}

/** Con pocas filas, las vacías le quitan sitio a lo que se lee. */
function rowsOf(lines: readonly string[], { rows }: Size): readonly string[] {
  const all = lines.flatMap((line) => line.split('\n'))
  return rows < ROOMY ? all.filter((line) => line !== '') : all
}

function sectionOf(state: State, size: Size): Section {
  switch (state.panel.kind) {
    case 'step':
      return stepView(state, size)
    case 'list':
      return listView(state, state.panel, size)
    case 'help':
      return helpView(size)
    case 'compare':
      return compareView(state, state.panel, size)
    case 'reset':
      return resetView(state, state.panel, size)
    case 'everything':
      return everythingView(state, state.panel, size)
  }
}

/** Lo que no cabe a lo ancho sigue debajo, y sin color: partirlo rompería un código. */
function continued(line: string, columns: number): readonly string[] {
  const plain = stripVTControlCharacters(line)
  return plain.length <= columns ? [line] : fold(plain, columns)
}

function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line)
  // Recortar con color dentro partiría un código: lo que no cabe pierde el color, no la forma.
  return plain.length <= columns ? line : `${plain.slice(0, Math.max(0, columns - 1))}…`
}
