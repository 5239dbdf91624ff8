import type { TraceEvent } from './trace.ts'

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
// Como la escribe JSON, como la escribe PostgreSQL («2026-03-02 10:00:00.5+01») o la fecha sola.
const instant =
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?(?![\w-])/g
// Como la escribe String(new Date()): «Mon Mar 02 2026 10:00:00 GMT+0100 (hora estándar…)».
const spelledOut =
  /\b[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4}(?: \([^)]*\))?/g

/**
 * Lo que queda para siempre de una ejecución: sin lo que cambia de una a otra. Un UUID y una fecha sin
 * alias se numeran por orden de aparición; de unas barras que crecen, la última, con lo previsto.
 */
export function settle(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const seen = new Map<string, string>()
  const numbered = (kind: string) => (raw: string) => {
    const known = seen.get(raw)
    if (known !== undefined) return known
    const count = [...seen.values()].filter((name) => name.startsWith(kind)).length
    seen.set(raw, `${kind}-${count + 1}`)
    return `${kind}-${count + 1}`
  }
  const steady = (_key: string, value: unknown) =>
    typeof value === 'string'
      ? value
          .replaceAll(uuid, numbered('id'))
          .replaceAll(spelledOut, numbered('hora'))
          .replaceAll(instant, numbered('hora'))
      : value
  const kept = events.filter((event, index) => !isReplaced(event, events.slice(index + 1)))
  return kept.map((event) => JSON.parse(JSON.stringify(nominal(event), steady)) as TraceEvent)
}

function isReplaced(event: TraceEvent, later: readonly TraceEvent[]): boolean {
  if (event.kind !== 'bars') return false
  return later.some((each) => each.kind === 'bars' && each.title === event.title)
}

function nominal(event: TraceEvent): TraceEvent {
  if (event.kind !== 'bars') return event
  return { ...event, bars: event.bars.map((bar) => ({ ...bar, ms: bar.nominalMs })) }
}
