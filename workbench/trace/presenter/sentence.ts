import type { Question, TraceEvent } from '../trace.ts'
import { unreachableEvent } from '../unreachable-event.ts'

/** Un suceso dicho con palabras; `undefined` si no dice nada que no se haya dicho ya. */
export function inSentence(
  event: TraceEvent,
  nameOf: (actor: string) => string,
  question: Question | undefined,
): string | undefined {
  switch (event.kind) {
    case 'message': {
      const data = Object.entries(event.data ?? {}).map(
        ([name, value]) => `${name} ${String(value)}`,
      )
      const said = [event.label, ...data].join(' · ')
      return event.from === event.to
        ? `${nameOf(event.from)}: ${said}`
        : `${nameOf(event.from)} → ${nameOf(event.to)}: ${said}`
    }
    case 'state': {
      const { title, rows, columns } = event.table
      const each = rows.map((row) =>
        row.map((cell, at) => `${columns[at]} ${String(cell)}`).join(', '),
      )
      return `${title}: ${rows.length === 0 ? 'vacía' : each.join('; ')}`
    }
    case 'bars':
      return `${event.title}: ${event.bars.map(({ label, ms }) => `${label}, ${Math.round(ms)} ms`).join('; ')}`
    case 'note':
      return event.text
    case 'fault':
      return `✗ ${nameOf(event.actor)}: ${event.text}`
    case 'answer':
      return `Ha pasado esto: ${question?.options[event.option] ?? event.option + 1}. ${question?.because ?? ''}`
    case 'code':
    case 'pause':
      return undefined
    default:
      return unreachableEvent(event)
  }
}
