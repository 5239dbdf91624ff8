import { clip, paint, type Terminal } from '../../terminal/screen.ts'
import type { Actor, TraceEvent } from '../trace.ts'

/** Dónde cae la línea de vida de cada actor. */
export type Lanes = { readonly centers: ReadonlyMap<string, number>; readonly width: number }

export function placeLanes(actors: readonly Actor[], columns: number): Lanes {
  const width = Math.min(columns - 4, actors.length * 28)
  const lane = Math.floor(width / actors.length)
  const centers = actors.map(
    ({ id }, index) => [id, 2 + lane * index + Math.floor(lane / 2)] as const,
  )
  return { centers: new Map(centers), width: width + 4 }
}

export function headings(actors: readonly Actor[], { centers, width }: Lanes): string {
  const lane = Math.floor((width - 4) / actors.length)
  return actors.reduce((line, { id, name }) => {
    const text = clip(name, lane - 1)
    return put(line, Math.max(0, centers.get(id)! - Math.floor(text.length / 2)), text)
  }, '')
}

/** Las líneas de vida, sin nada más. */
export function lifelines({ centers, width }: Lanes): string {
  const row = Array.from({ length: width }, () => ' ')
  for (const center of centers.values()) row[center] = '│'
  return row.join('').trimEnd()
}

type Message = Extract<TraceEvent, { kind: 'message' }>

/** Una flecha de una columna a otra, con su etiqueta encima. */
export function arrow(
  { from, to, label, data = {} }: Message,
  lanes: Lanes,
  terminal: Terminal,
): readonly string[] {
  const [start, end] = [lanes.centers.get(from)!, lanes.centers.get(to)!]
  const details = Object.entries(data).map(([name, value]) => `${name} ${String(value)}`)
  const text = [label, ...details].join(' · ')
  const base = lifelines(lanes)
  if (start === end) return [selfLine(base, start, `↻ ${text}`, terminal)]
  const left = Math.min(start, end)
  const gap = Math.abs(start - end) - 1
  const line = start < end ? `├${'─'.repeat(gap)}▶` : `◀${'─'.repeat(gap)}┤`
  const room = terminal.columns - left - 4
  return [paintPart(base, left + 2, clip(text, room), terminal), put(base, left, line)]
}

/** El texto de un fallo, sobre la línea de vida de quien falla. */
export function faultLine(
  { actor, text }: Extract<TraceEvent, { kind: 'fault' }>,
  lanes: Lanes,
  terminal: Terminal,
): string {
  const center = lanes.centers.get(actor)!
  const said = clip(`✗ ${text}`, terminal.columns - 1)
  const at = Math.max(0, Math.min(center, terminal.columns - said.length - 1))
  const line = put(lifelines(lanes), at, said)
  return line.slice(0, at) + paint(terminal, ['red', 'bold'], said) + line.slice(at + said.length)
}

/** Lo que alguien se dice a sí mismo: a su derecha y, si no cabe, lo que haga falta más a la izquierda. */
function selfLine(base: string, start: number, text: string, terminal: Terminal): string {
  const said = clip(text, terminal.columns - 4)
  return paintPart(base, Math.min(start + 2, terminal.columns - said.length - 1), said, terminal)
}

function paintPart(base: string, at: number, text: string, terminal: Terminal): string {
  const line = put(base, at, text)
  return line.slice(0, at) + paint(terminal, 'bold', text) + line.slice(at + text.length)
}

/** Escribe encima, a partir de una columna. */
function put(line: string, at: number, text: string): string {
  const padded = line.padEnd(at)
  return padded.slice(0, at) + text + padded.slice(at + text.length)
}
