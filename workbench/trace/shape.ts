import type { ChapterTrace, TraceEvent } from './trace.ts'
import { unreachableEvent } from './unreachable-event.ts'

export type Difference = {
  readonly chapter: string
  /** Cuántos sucesos iguales hay antes. */
  readonly after: number
  readonly expected: string
  readonly actual: string
}

/** La primera diferencia en lo que pasó y en qué orden, sin mirar los datos; `undefined` si no la hay. */
export function firstDifference(
  expected: readonly ChapterTrace[],
  actual: readonly ChapterTrace[],
  nameOf: (actor: string) => string = (actor) => actor,
): Difference | undefined {
  const words = (event: TraceEvent) => inWords(event, nameOf)
  for (const [index, { title, events }] of expected.entries()) {
    const theirs = (actual[index]?.events ?? []).filter(counts).map(words)
    const ours = events.filter(counts).map(words)
    const after = ours.findIndex((said, at) => said !== theirs[at])
    if (after === -1 && theirs.length === ours.length) continue
    const at = after === -1 ? ours.length : after
    return {
      chapter: title,
      after: at,
      expected: ours[at] ?? 'nada más',
      actual: theirs[at] ?? 'nada más',
    }
  }
  return undefined
}

/** El código que se enseña y las pausas son de quien presenta; lo que pasó, no. */
function counts({ kind }: TraceEvent): boolean {
  return kind !== 'pause' && kind !== 'code' && kind !== 'note'
}

function inWords(event: TraceEvent, nameOf: (actor: string) => string): string {
  switch (event.kind) {
    case 'message':
      return `${nameOf(event.from)} → ${nameOf(event.to)}: ${event.label}`
    case 'state':
      return `${nameOf(event.actor)} queda con ${event.table.title}: ${event.table.rows.length} filas`
    case 'bars':
      return `${event.title}: ${event.bars.map(({ label }) => label).join(', ')}`
    case 'fault':
      return `${nameOf(event.actor)} falla: ${event.text}`
    case 'answer':
      return `la respuesta es la opción ${event.option + 1}`
    case 'note':
    case 'code':
    case 'pause':
      return event.kind
    default:
      return unreachableEvent(event)
  }
}
