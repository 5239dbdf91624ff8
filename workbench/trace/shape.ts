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
  nameOf?: (actor: string) => string,
): Difference | undefined {
  for (const [index, { title, events }] of expected.entries()) {
    const { after, theirs, mine } = divergence(events, actual[index]?.events ?? [], nameOf)
    if (theirs === mine) continue
    return { chapter: title, after, expected: theirs ?? 'nada más', actual: mine ?? 'nada más' }
  }
  return undefined
}

export type Divergence = {
  /** Cuántos sucesos son iguales desde el principio. */
  readonly after: number
  /** Lo que viene entonces en cada uno; iguales, o ausentes los dos, si no se separan. */
  readonly theirs: string | undefined
  readonly mine: string | undefined
}

/** Dónde se separan dos maneras de contar el mismo capítulo. */
export function divergence(
  expected: readonly TraceEvent[],
  actual: readonly TraceEvent[],
  nameOf: (actor: string) => string = (actor) => actor,
): Divergence {
  const words = (events: readonly TraceEvent[]) =>
    events.filter(counts).map((event) => inWords(event, nameOf))
  const [theirs, mine] = [words(expected), words(actual)]
  const length = Math.max(theirs.length, mine.length)
  let after = 0
  while (after < length && theirs[after] === mine[after]) after++
  return { after, theirs: theirs[after], mine: mine[after] }
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
