import type { Recording, TraceEvent } from './trace.ts'
import { unreachableEvent } from './unreachable-event.ts'

export class MalformedRecordingError extends Error {
  override readonly name = 'MalformedRecordingError'

  constructor(path: string, why: string) {
    super(`${path} no es una grabación: ${why}.\n  Hazla otra vez:  npm run traces`)
  }
}

const kinds: readonly TraceEvent['kind'][] = [
  'message',
  'state',
  'bars',
  'note',
  'fault',
  'code',
  'answer',
  'pause',
]

/** Lee una grabación; lo que no lo sea dice el archivo y qué le falta. */
export function parseRecording(text: string, path: string): Recording {
  const fail = (why: string): never => {
    throw new MalformedRecordingError(path, why)
  }
  const parsed = parseJson(text) ?? fail('no es JSON')
  const { version, lesson, title, actors, chapters } = parsed as Partial<Recording>
  if (version !== 1) fail(`su versión es ${JSON.stringify(version)} y se espera 1`)
  if (typeof lesson !== 'string' || typeof title !== 'string') fail('faltan «lesson» o «title»')
  if (!Array.isArray(actors) || !Array.isArray(chapters)) fail('faltan «actors» o «chapters»')
  const ids = new Set(actors!.map(({ id }) => id))
  for (const [index, chapter] of chapters!.entries()) {
    const where = `capítulo ${index + 1}`
    if (typeof chapter.title !== 'string') fail(`al ${where} le falta «title»`)
    if (!Array.isArray(chapter.events)) fail(`al ${where} le falta «events»`)
    for (const event of chapter.events as readonly TraceEvent[]) {
      if (!kinds.includes(event.kind)) fail(`en el ${where} hay un suceso «${event.kind}»`)
      const stranger = actorsOf(event).find((id) => !ids.has(id))
      if (stranger !== undefined) fail(`en el ${where} sale «${stranger}», que no está en «actors»`)
    }
  }
  return parsed as Recording
}

/** Un suceso por línea: pequeño, y en una revisión se ve cuál ha cambiado. */
export function stringifyRecording({ chapters, ...head }: Recording): string {
  const written = chapters.map(({ events, ...rest }) => {
    const lines = events.map((event) => `      ${JSON.stringify(event)}`)
    const opening = JSON.stringify(rest).slice(0, -1)
    return `    ${opening},"events":[\n${lines.join(',\n')}\n    ]}`
  })
  return `${JSON.stringify(head).slice(0, -1)},\n  "chapters":[\n${written.join(',\n')}\n  ]}\n`
}

export function actorsOf(event: TraceEvent): readonly string[] {
  switch (event.kind) {
    case 'message':
      return [event.from, event.to]
    case 'state':
    case 'fault':
      return [event.actor]
    case 'bars':
    case 'note':
    case 'code':
    case 'answer':
    case 'pause':
      return []
    default:
      return unreachableEvent(event)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
