import type { Lesson } from '../course/lesson.ts'
import { lessonState } from '../course/starter.ts'
import type { LessonReport } from '../testing/report.ts'
import type { Checker } from './checker.ts'
import type { LoopEvent } from './events.ts'
import type { LessonCheck } from './state.ts'

/** Lo que hace falta de la sesión. */
type Sweep = {
  readonly lessons: readonly Lesson[]
  readonly checker: Pick<Checker, 'check'>
  readonly record: (report: LessonReport) => Promise<void>
  readonly dispatch: (event: LoopEvent) => void
}

/**
 * Comprueba una a una las lecciones empezadas. Entre una y otra no hay nada que cancelar: sin mirar
 * `signal`, la siguiente le quitaría el turno a lo que se haya pedido después.
 */
export async function checkEverything(
  { lessons, checker, record, dispatch }: Sweep,
  signal: AbortSignal,
): Promise<void> {
  const checks: LessonCheck[] = lessons.map((lesson) => ({ lesson, state: 'waiting' }))
  const tell = (done: boolean) => {
    if (!signal.aborted) dispatch({ type: 'everything', checks: [...checks], done })
  }
  tell(false)
  for (const [index, lesson] of lessons.entries()) {
    const untouched = (await lessonState(lesson).catch(() => 'begun')) === 'pristine'
    if (signal.aborted) return
    checks[index] = { lesson, state: untouched ? 'untouched' : 'checking' }
    tell(false)
    if (untouched) continue
    const report = await checker.check(lesson, lesson.steps)
    if (report === undefined) return // se pidió otra cosa mientras tanto
    checks[index] = { lesson, state: 'checked', report }
    await record(report)
  }
  tell(true)
}
