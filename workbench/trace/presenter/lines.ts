import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { Actor, Question, TraceEvent } from '../trace.ts'
import { unreachableEvent } from '../unreachable-event.ts'
import { barChart, grid } from './grid.ts'
import { arrow, faultLine, lifelines, placeLanes } from './lanes.ts'
import { letters } from './moves.ts'
import type { RegionReader } from './region.ts'

const codeLines = 14

export type Context = {
  readonly actors: readonly Actor[]
  readonly question: Question | undefined
  /** La respuesta por la que se apostó, si se apostó. */
  readonly bet: number | undefined
  readonly readRegion: RegionReader
  readonly terminal: Terminal
}

/** Lo que ocupa en pantalla un suceso, sabiendo lo que ya ha pasado en el capítulo. */
export function linesOf(
  event: TraceEvent,
  before: readonly TraceEvent[],
  { actors, question, bet, readRegion, terminal }: Context,
): readonly string[] {
  const lanes = placeLanes(actors, terminal.columns)
  const text = (words: string) =>
    wrap(words, { width: terminal.columns - 2, indent: '  ' })
      .split('\n')
      .map((line) => clip(line, terminal.columns)) // una palabra sola puede no caber
  switch (event.kind) {
    case 'message':
      return arrow(event, lanes, terminal)
    case 'fault':
      return [faultLine(event, lanes, terminal)]
    case 'state': {
      const previous = before.findLast(
        (each) =>
          each.kind === 'state' &&
          each.actor === event.actor &&
          each.table.title === event.table.title,
      )
      return grid(event.table, previous?.kind === 'state' ? previous.table : undefined, terminal)
    }
    case 'bars':
      return barChart(event, terminal)
    case 'note':
      return text(event.text).map((line) => paint(terminal, 'italic', line))
    case 'code': {
      const code = readRegion(event.file, event.region)
      const shown = code.slice(0, codeLines)
      if (code.length > codeLines) shown.push('…')
      // El código llega a cien columnas: antes que cortarlo, se le quita margen.
      const longest = Math.max(0, ...shown.map((line) => line.length))
      const indent = ' '.repeat(Math.max(0, Math.min(4, terminal.columns - longest)))
      return [
        indent + paint(terminal, 'cyan', event.file),
        ...shown.map((line) => paint(terminal, 'dim', clip(indent + line, terminal.columns))),
      ]
    }
    case 'answer': {
      const option = question?.options[event.option] ?? `la ${event.option + 1}`
      return [
        ...text(`Ha pasado esto: ${option}.`).map((line) =>
          paint(terminal, ['green', 'bold'], line),
        ),
        ...betLines(event.option, bet, question).flatMap(text),
        ...text(question?.because ?? ''),
      ]
    }
    case 'pause':
      return [lifelines(lanes)]
    default:
      return unreachableEvent(event)
  }
}

function betLines(
  happened: number,
  bet: number | undefined,
  question: Question | undefined,
): readonly string[] {
  if (bet === undefined) return []
  return bet === happened
    ? ['La apuesta, acertada.']
    : [`La apuesta era: ${question?.options[bet]}.`]
}

/** La pregunta, antes de que empiece nada, con la respuesta por la que se apuesta a la vista. */
export function questionLines(
  question: Question | undefined,
  bet: number | undefined,
  terminal: Terminal,
): readonly string[] {
  if (question === undefined) return []
  return [
    ...wrap(question.ask, { width: terminal.columns - 2, indent: '  ' })
      .split('\n')
      .map((line) => paint(terminal, 'bold', clip(line, terminal.columns))),
    ...question.options.map((option, index) => {
      const mark = index === bet ? '▸' : ' '
      const line = clip(`  ${mark} ${letters[index]}) ${option}`, terminal.columns)
      return index === bet ? paint(terminal, 'bold', line) : line
    }),
    '',
  ]
}
