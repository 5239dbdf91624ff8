import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import { type Row, rowsOf } from '../table-changes.ts'
import type { Bar, Table } from '../trace.ts'

type Mark = ' ' | '+' | '~' | '-'

/** Una tabla con lo que ha cambiado desde la vez anterior: «+» nueva, «~» distinta, «-» borrada. */
export function grid(
  table: Table,
  before: Table | undefined,
  terminal: Terminal,
): readonly string[] {
  const { columns, title } = table
  const rows = rowsOf(table, before).map((row) => ({
    mark: markOf(row),
    cells: row.cells.map(({ text }) => text),
  }))
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...rows.map(({ cells }) => cells[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    clip(
      cells.map((cell, index) => cell.padEnd(widths[index]!)).join('  '),
      terminal.columns - 8,
    ).trimEnd()
  const style = {
    ' ': 'reset',
    '+': ['green', 'bold'],
    '~': ['yellow', 'bold'],
    '-': 'dim',
  } as const
  return [
    `    ${paint(terminal, 'cyan', title)}${rows.length === 0 ? ' · vacía' : ''}`,
    ...(rows.length === 0 ? [] : [`      ${paint(terminal, 'dim', line(columns))}`]),
    ...rows.map(
      ({ mark, cells }) => `    ${paint(terminal, [style[mark]].flat(), `${mark} ${line(cells)}`)}`,
    ),
  ]
}

function markOf({ change, cells }: Row): Mark {
  if (change === 'added') return '+'
  if (change === 'removed') return '-'
  return cells.some(({ changed }) => changed) ? '~' : ' '
}

type Bars = {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly scaleMs?: number
}

/** Barras a una misma escala, con sus milisegundos. Con `scaleMs`, la de antes de empezar. */
export function barChart(
  { title, bars, scaleMs = 1 }: Bars,
  terminal: Terminal,
): readonly string[] {
  const label = Math.max(...bars.map((bar) => bar.label.length))
  const longest = Math.max(scaleMs, ...bars.map(({ ms, nominalMs }) => Math.max(ms, nominalMs)))
  const room = Math.max(10, terminal.columns - label - 20)
  return [
    `    ${paint(terminal, 'cyan', title)}`,
    ...bars.map(({ label: name, ms }) => {
      const bar = '█'.repeat(Math.round((ms / longest) * room))
      return `    ${name.padEnd(label)}  ${paint(terminal, 'green', bar)} ${Math.round(ms)} ms`
    }),
  ]
}
