import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import type { Bar, Cell, Table } from '../trace.ts'

type Mark = ' ' | '+' | '~' | '-'

/** Una tabla con lo que ha cambiado desde la vez anterior: «+» nueva, «~» distinta, «-» borrada. */
export function grid(
  table: Table,
  before: Table | undefined,
  terminal: Terminal,
): readonly string[] {
  const { columns, rows, key, title } = table
  const at = Math.max(0, columns.indexOf(key))
  const previous = new Map((before?.rows ?? []).map((row) => [row[at], row]))
  const current = new Set(rows.map((row) => row[at]))
  const marked: (readonly [Mark, readonly Cell[]])[] = [
    ...rows.map((row) => [markOf(row, previous.get(row[at]), before), row] as const),
    ...[...previous.values()]
      .filter((row) => !current.has(row[at]))
      .map((row) => ['-', row] as const),
  ]
  const widths = columns.map((name, index) =>
    Math.max(name.length, ...marked.map(([, row]) => inCell(row[index]).length)),
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
    `    ${paint(terminal, 'cyan', title)}${marked.length === 0 ? ' · vacía' : ''}`,
    ...(marked.length === 0 ? [] : [`      ${paint(terminal, 'dim', line(columns))}`]),
    ...marked.map(
      ([mark, row]) =>
        `    ${paint(terminal, [style[mark]].flat(), `${mark} ${line(row.map(inCell))}`)}`,
    ),
  ]
}

function markOf(
  row: readonly Cell[],
  previous: readonly Cell[] | undefined,
  before: Table | undefined,
): Mark {
  if (before === undefined) return ' '
  if (previous === undefined) return '+'
  return row.every((cell, index) => cell === previous[index]) ? ' ' : '~'
}

function inCell(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return 'NULL'
  return String(cell)
}

/** Barras a escala de la más larga, con sus milisegundos. */
export function barChart(
  title: string,
  bars: readonly Bar[],
  terminal: Terminal,
): readonly string[] {
  const label = Math.max(...bars.map((bar) => bar.label.length))
  const longest = Math.max(1, ...bars.map(({ ms, nominalMs }) => Math.max(ms, nominalMs)))
  const room = Math.max(10, terminal.columns - label - 20)
  return [
    `    ${paint(terminal, 'cyan', title)}`,
    ...bars.map(({ label: name, ms }) => {
      const bar = '█'.repeat(Math.round((ms / longest) * room))
      return `    ${name.padEnd(label)}  ${paint(terminal, 'green', bar)} ${Math.round(ms)} ms`
    }),
  ]
}
