import type { Lesson } from '../course/lesson.ts'
import { isPassed, type Progress } from '../course/progress.ts'
import type { Io } from './command.ts'
import { screenWidth, spread } from '../terminal/screen.ts'

const CELLS = 30

/** La primera línea de `npm start`: cuánto del curso llevas. Los retos no cuentan. */
export function progressBar(catalogue: readonly Lesson[], progress: Progress, io: Io): string {
  const steps = catalogue.flatMap((lesson) =>
    lesson.steps.filter(({ optional }) => !optional).map((step) => ({ lesson, step })),
  )
  const passed = steps.filter(({ lesson, step }) => isPassed(progress, lesson, step)).length
  const filled = steps.length === 0 ? 0 : Math.round((passed / steps.length) * CELLS)
  const bar = '▓'.repeat(filled) + '░'.repeat(CELLS - filled)
  return spread(
    '  Taller de eventos',
    `${bar}  ${passed} de ${steps.length} pasos`,
    screenWidth(io),
  )
}
