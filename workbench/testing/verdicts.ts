import type { Lesson, Step } from '../course/lesson.ts'
import type { MalformedLessonError } from '../course/malformed-lesson-error.ts'
import type { EnvironmentError } from '../services/environment-error.ts'
import { type Failure, seconds } from './failure.ts'
import { buildReport, type LessonReport, type RunResult } from './report.ts'

export const TEST_TIMEOUT_MS = 8_000
/** Sin noticias durante este tiempo, un hilo está ocupado en algo que no cede nunca. */
export const SILENCE_MS = TEST_TIMEOUT_MS + 2_000

/** Algo de la máquina impidió evaluar el código. */
export function environmentReport(
  lesson: Lesson,
  steps: readonly Step[],
  error: Pick<EnvironmentError, 'message' | 'stack'>,
  ms: number,
): LessonReport {
  const failure: Failure = { kind: 'environment', text: error.message, trace: error.stack ?? '' }
  return {
    lesson,
    verdict: 'environment',
    ms,
    steps: steps.map((step) => ({ step, state: 'failed', tests: [], failures: [failure] })),
  }
}

/** Lo que ya terminó se cuenta como siempre; el paso que no devuelve el control, como fallido. */
export function endlessLoopReport(
  lesson: Lesson,
  steps: readonly Step[],
  run: RunResult,
  stuck: { readonly step: Step | undefined; readonly test: string | undefined },
): LessonReport {
  return withFailure(buildReport(lesson, steps, run), stuck.step, {
    kind: 'endless-loop',
    text:
      `Tu código lleva ${seconds(SILENCE_MS)} sin devolver el control` +
      `${stuck.test ? ` en el test «${stuck.test}»` : ''}: hay un bucle sin fin. Busca un «while» o un ` +
      '«for» cuya condición no cambia, o una función que se llama a sí misma.',
    trace: '',
  })
}

/** El proceso que ejecutaba el código murió con él, y al repetirlo también. */
export function crashReport(
  lesson: Lesson,
  steps: readonly Step[],
  how: string,
  ms: number,
): LessonReport {
  return withFailure(nothingRan(lesson, steps, ms), steps[0], {
    kind: 'process-exit',
    text:
      `Tu código tumbó dos veces el proceso que lo ejecutaba (${how}). Busca una llamada que apague ` +
      'el proceso o una lista que crece sin parar hasta agotar la memoria.' +
      (steps.length > 1 ? ' Se comprobaban varios pasos a la vez: no se sabe en cuál fue.' : ''),
    trace: '',
  })
}

function withFailure(report: LessonReport, step: Step | undefined, failure: Failure): LessonReport {
  return {
    ...report,
    verdict: 'pending',
    steps: report.steps.map((each) =>
      each.step === (step ?? report.steps[0]?.step)
        ? { ...each, state: 'failed', failures: [failure] }
        : each,
    ),
  }
}

/** Faltan archivos de la lección: no hay qué ejecutar, y se dice cómo recuperarlos. */
export function missingFilesReport(
  lesson: Lesson,
  steps: readonly Step[],
  { faults }: Pick<MalformedLessonError, 'faults'>,
  ms: number,
): LessonReport {
  const text = faults.map(({ where, what }) => `${where}: ${what}`).join('\n\n')
  return withFailure(nothingRan(lesson, steps, ms), steps[0], {
    kind: 'missing-module',
    text,
    trace: '',
  })
}

function nothingRan(lesson: Lesson, steps: readonly Step[], ms: number): LessonReport {
  return buildReport(lesson, steps, {
    stepRun: () => undefined,
    orphans: [],
    logs: new Map(),
    ms,
  })
}
