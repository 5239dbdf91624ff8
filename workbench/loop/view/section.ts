import type { Lesson } from '../../course/lesson.ts'
import { isPassed } from '../../course/progress.ts'
import { paint, screenWidth, spread, type Terminal } from '../../terminal/screen.ts'
import type { State } from '../state.ts'

/** Las cuatro partes de una pantalla. Solo `body` se desplaza. */
export type Section = {
  readonly top: readonly string[]
  readonly body: readonly string[]
  readonly bottom: readonly string[]
  readonly footer: string
}

const CELLS = 30

/** La primera línea: cuánto del curso llevas. Los retos no cuentan. */
export function courseLine({ course }: Pick<State, 'course'>, terminal: Terminal): string {
  const steps = course.lessons.flatMap((lesson) =>
    lesson.steps.filter(({ optional }) => !optional).map((step) => ({ lesson, step })),
  )
  const passed = steps.filter(({ lesson, step }) => isPassed(course.progress, lesson, step)).length
  // Hacia abajo, pero nunca vacía con algo hecho: el primer paso se tiene que ver.
  const part = steps.length === 0 ? 0 : Math.floor((passed / steps.length) * CELLS)
  const filled = Math.max(passed > 0 ? 1 : 0, part)
  const bar =
    paint(terminal, 'green', '▓'.repeat(filled)) +
    paint(terminal, 'dim', '░'.repeat(CELLS - filled))
  const total = `${passed} de ${steps.length} pasos`
  return spread('  Taller de eventos', `${bar}  ${total}`, screenWidth(terminal))
}

export function lessonLine(lesson: Lesson, right: string, terminal: Terminal): string {
  const left = paint(terminal, 'bold', `  ${lesson.number} · ${lesson.title}`)
  return spread(left, right, screenWidth(terminal)).split('\n').at(0)!
}

export type FooterKey = readonly [key: string, action: string]

/** Las teclas, con lo que hacen; las que no caben se quedan en la ayuda. */
export function footerOf(keys: readonly FooterKey[], terminal: Terminal): string {
  const width = screenWidth(terminal)
  let used = 2
  const shown: string[] = []
  for (const [key, action] of keys) {
    const length = key.length + (action === '' ? 0 : 1 + action.length) + 3
    if (used + length - 3 > width) break
    used += length
    shown.push(action === '' ? paint(terminal, 'bold', key) : `${paint(terminal, 'bold', key)} ${action}`)
  }
  return `  ${shown.join('   ')}`
}

/** De varios párrafos a líneas. */
export function linesOf(...blocks: readonly string[]): readonly string[] {
  return blocks.join('\n\n').split('\n')
}
