import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { Scenario } from '../scenario.ts'
import type { TraceEvent } from '../trace.ts'
import { headings, placeLanes } from './lanes.ts'
import { linesOf, questionLines } from './lines.ts'
import type { RegionReader } from './region.ts'

export type Frame = {
  readonly scenario: Scenario
  readonly chapter: number
  readonly events: readonly TraceEvent[]
  readonly readRegion: RegionReader
  readonly notes: boolean
  readonly auto: boolean
  readonly over: boolean
}

/** La pantalla entera: cabecera, lo último que ha pasado y qué se puede pulsar. */
export function frameLines(
  { scenario, chapter, events, readRegion, notes, auto, over }: Frame,
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
  const context = { actors, question, readRegion, terminal }
  const body = [
    ...questionLines(question, terminal),
    ...events.flatMap((event, index) => linesOf(event, events.slice(0, index), context)),
  ]
  const aside = notes
    ? wrap(said, { width: terminal.columns - 4, indent: '  ┆ ' })
        .split('\n')
        .map((line) => paint(terminal, 'dim', line))
    : []
  const keys = over
    ? chapter + 1 < chapters.length
      ? 'intro capítulo siguiente   ← repetir   1-9 capítulo   q salir'
      : 'intro terminar   ← repetir   1-9 capítulo   q salir'
    : `intro sigue   ← al principio   n/p capítulo   a ${auto ? 'a mano' : 'automático'}   q salir`
  const foot = [
    ...aside,
    paint(terminal, 'dim', '  ' + '─'.repeat(terminal.columns - 4)),
    `  ${keys}`,
  ]
  const room = Math.max(1, terminal.rows - head.length - foot.length)
  // Lo último manda: lo que no cabe se va por arriba, como en cualquier terminal.
  const visible = body.slice(-room)
  const blank = Array.from({ length: room - visible.length }, () => '')
  return [...head, ...visible, ...blank, ...foot]
}
