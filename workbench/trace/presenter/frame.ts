import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { Scenario } from '../scenario.ts'
import type { TraceEvent } from '../trace.ts'
import { choiceKeys, choiceLines } from './choice.ts'
import { headings, placeLanes } from './lanes.ts'
import { linesOf, questionLines } from './lines.ts'
import { letters } from './moves.ts'
import type { RegionReader } from './region.ts'

export type Frame = {
  readonly scenario: Scenario
  readonly chapter: number
  readonly events: readonly TraceEvent[]
  readonly readRegion: RegionReader
  readonly notes: boolean
  readonly auto: boolean
  readonly over: boolean
  /** La respuesta por la que se apuesta, contando desde 0. */
  readonly bet: number | undefined
  /** El capítulo señalado, si se está eligiendo uno. */
  readonly pointed: number | undefined
  /** Dónde está el panel del escenario, o cómo tenerlo. */
  readonly panelLine: string | undefined
}

/** La pantalla entera: cabecera, lo último que ha pasado y qué se puede pulsar. */
export function frameLines(
  { scenario, chapter, events, readRegion, notes, auto, over, bet, pointed, panelLine }: Frame,
  terminal: Terminal & { readonly rows: number },
): readonly string[] {
  const { lesson, title, actors, chapters } = scenario
  const { title: chapterTitle, question, notes: said } = chapters[chapter]!
  const place = `capítulo ${chapter + 1} de ${chapters.length} · «${chapterTitle}»`
  const head = [
    '',
    paint(
      terminal,
      'bold',
      clip(`  ${lesson.slice(0, 2)} · ${title} · ${place}`, terminal.columns),
    ),
    '',
    paint(terminal, 'cyan', headings(actors, placeLanes(actors, terminal.columns))),
  ]
  const context = { actors, question, bet, readRegion, terminal }
  const told = () => [
    ...questionLines(question, bet, terminal),
    ...events.flatMap((event, index) => linesOf(event, events.slice(0, index), context)),
  ]
  const titles = chapters.map((each) => each.title)
  const body = pointed === undefined ? told() : choiceLines(titles, pointed, terminal)
  const aside = notes
    ? wrap(said, { width: terminal.columns - 4, indent: '  ┆ ' })
        .split('\n')
        .map((line) => paint(terminal, 'dim', clip(line, terminal.columns)))
    : []
  const extra = scenario.panel ? `   v ${scenario.panel.name}` : ''
  const options = events.length === 0 ? (question?.options.length ?? 0) : 0
  const keys = keysFor({ auto, over, choosing: pointed !== undefined, options, extra })
  const foot = [
    ...aside,
    paint(terminal, 'dim', '  ' + '─'.repeat(Math.max(0, terminal.columns - 4))),
    ...(panelLine === undefined
      ? []
      : [paint(terminal, 'cyan', clip(`  ${panelLine}`, terminal.columns))]),
    clip(`  ${keys}`, terminal.columns),
  ]
  const room = Math.max(1, terminal.rows - head.length - foot.length)
  // Lo último manda: lo que no cabe se va por arriba, como en cualquier terminal.
  const visible = body.slice(-room)
  const blank = Array.from({ length: room - visible.length }, () => '')
  return [...head, ...visible, ...blank, ...foot]
}

type State = {
  readonly auto: boolean
  readonly over: boolean
  readonly choosing: boolean
  /** Las respuestas entre las que se elige, si aún no ha pasado nada. */
  readonly options: number
  readonly extra: string
}

function keysFor({ auto, over, choosing, options, extra }: State): string {
  if (choosing) return `${choiceKeys}   m volver   q salir`
  if (over) return `intro terminar   ← repetir   m capítulos${extra}   q salir`
  // Con la pregunta delante aún no hay nada que repetir.
  const first =
    options > 0
      ? `${[...letters.slice(0, options)].join(' ')} apuesta   intro sigue`
      : 'intro sigue   ← repetir'
  return `${first}   m capítulos   s ${auto ? 'a mano' : 'sola'}${extra}   q salir`
}
