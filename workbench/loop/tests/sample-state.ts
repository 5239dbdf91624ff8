import type { Lesson, Step } from '../../course/lesson.ts'
import type { Failure } from '../../testing/failure.ts'
import type { LessonReport } from '../../testing/report.ts'
import type { Key } from '../../terminal/key.ts'
import type { LoopEvent } from '../events.ts'
import { reduce } from '../reduce.ts'
import { initialState, type State, type Verdict } from '../state.ts'

function step(number: number, id: string, title: string, optional = false): Step {
  return {
    ...{ number, id, title, optional },
    file: 'src/bus.ts',
    test: `tests/${number}-${id}.test.ts`,
  }
}

function lesson(number: string, slug: string, title: string, steps: readonly Step[]): Lesson {
  return {
    ...{
      number,
      title,
      steps,
      slug: `${number}-${slug}`,
      dir: `/taller/lessons/${number}-${slug}`,
    },
    minutes: 30,
    services: [],
    outcome: 'Sabes repartir un evento sin que un fallo contagie a los demás.',
  }
}

export const bus = lesson('02', 'event-bus', 'Bus de eventos', [
  step(1, 'publish', 'Publicar y suscribirse'),
  step(2, 'unsubscribe', 'Darse de baja'),
  step(3, 'once', 'Una sola vez', true),
])
export const queue = lesson('03', 'queue', 'Cola de trabajos', [step(1, 'retry', 'Reintentar')])

export function startState(passed: readonly string[] = []): State {
  const progress = { passed: new Map(passed.map((key) => [key, new Date(0)] as const)) }
  const course = { lessons: [bus, queue], faults: [], progress }
  return initialState(course, { lesson: bus, step: bus.steps[0]! })
}

export function verdict(outcome: LessonReport['verdict'], text = 'No se llamó a nadie.'): Verdict {
  const [first] = bus.steps as [Step, ...Step[]]
  const kind = outcome === 'environment' ? 'environment' : 'assertion'
  const failure: Failure = { kind, text, trace: '' }
  const passed = outcome === 'solved'
  const name = 'publicar entrega el evento a todos'
  const test = passed ? { name, passed, logs: [] } : { name, passed, logs: [], failure }
  return {
    report: {
      ...{ lesson: bus, verdict: outcome, ms: 200 },
      steps: [{ step: first, state: passed ? 'passed' : 'failed', tests: [test], failures: [] }],
    },
    edit: { file: 'lessons/02-event-bus/src/bus.ts', line: 12 },
    read: { file: 'lessons/02-event-bus/README.md', line: 40 },
    savedAt: new Date(2026, 0, 2, 14, 3, 21),
    ms: 240,
  }
}

export function press(name: string): LoopEvent {
  const text = name.length === 1 ? { text: name } : {}
  return { type: 'key', key: { name, ...text } satisfies Key, maxScroll: 0 }
}

/** Lo que queda, y lo que se pidió hacer, después de que pase todo eso. */
export function after(state: State, ...events: readonly LoopEvent[]) {
  const done: string[] = []
  let now = state
  for (const event of events) {
    const next = reduce(now, event)
    now = next.state
    done.push(...next.effects.map((effect) => effect.do))
  }
  return { state: now, done }
}

export function judged(outcome: LessonReport['verdict'], text?: string): LoopEvent {
  return {
    type: 'verdict',
    of: { slug: bus.slug, id: 'publish' },
    verdict: verdict(outcome, text),
  }
}
