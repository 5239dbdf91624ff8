import type { ChapterTrace, TraceEvent } from './trace.ts'

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
): Difference | undefined {
  for (const [index, { title, events }] of expected.entries()) {
    const theirs = (actual[index]?.events ?? []).filter(counts).map(inWords)
    const ours = events.filter(counts).map(inWords)
    const after = ours.findIndex((words, at) => words !== theirs[at])
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

function inWords(event: TraceEvent): string {
  switch (event.kind) {
    case 'message':
      return `${event.from} → ${event.to}: ${event.label}`
    case 'state':
      return `${event.actor} queda con ${event.table.title}: ${event.table.rows.length} filas`
    case 'bars':
      return `${event.title}: ${event.bars.map(({ label }) => label).join(', ')}`
    case 'fault':
      return `${event.actor} falla: ${event.text}`
    case 'answer':
      return `la respuesta es la opción ${event.option + 1}`
    case 'note':
    case 'code':
    case 'pause':
      return event.kind
    default:
      return unreachable(event)
  }
}

function unreachable(value: never): never {
  throw new Error(`Suceso no contemplado: ${JSON.stringify(value)}`)
}
