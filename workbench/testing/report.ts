import type { TestCase } from 'vitest/node'

import type { Lesson, Step } from '../course/catalogue.ts'
import { describeError, type Failure, noTestsText, type ReportedError } from './failure.ts'
import { moduleId } from './module-id.ts'

export type TestReport = {
  readonly name: string
  readonly passed: boolean
  readonly failure?: Failure
  readonly seed?: number
  /** Lo que el código escribió en la consola durante el test. */
  readonly logs: readonly string[]
}

export type StepReport = {
  readonly step: Step
  readonly state: 'passed' | 'failed' | 'not-run'
  readonly tests: readonly TestReport[]
  /** Fallos que no son de ningún test: el archivo no se pudo cargar, un rechazo suelto. */
  readonly failures: readonly Failure[]
}

export type Verdict = 'solved' | 'pending' | 'environment'

export type LessonReport = {
  readonly lesson: Lesson
  readonly verdict: Verdict
  readonly steps: readonly StepReport[]
  readonly ms: number
}

export type FirstFailure = {
  readonly step: Step
  readonly test?: TestReport
  readonly failure: Failure
}

/** Errores sueltos de la ejecución, tal como los da Vitest: fuera de todo test. */
export type LooseError = ReportedError & { readonly VITEST_TEST_PATH?: unknown }

/** Lo que pasó en un paso: sus tests y los errores que no son de ninguno. */
export type StepRun = {
  readonly tests: readonly TestCase[]
  readonly errors: readonly unknown[]
}

export type RunResult = {
  /** `undefined`: ese paso no llegó a ejecutarse. */
  readonly stepRun: (step: Step) => StepRun | undefined
  /** Errores que no se sabe de qué paso son. */
  readonly orphans: readonly LooseError[]
  readonly logs: ReadonlyMap<string, readonly string[]>
  readonly ms: number
}

/** Junta lo que dijo Vitest con lo que dice el catálogo. No decide palabras: solo hechos. */
export function buildReport(lesson: Lesson, steps: readonly Step[], run: RunResult): LessonReport {
  const src = srcOf(lesson)
  const reports = steps.map((step) => stepReport(step, run, src))
  const withOrphans = attachToFirstUnsolved(reports, run.orphans, src)
  return { lesson, verdict: verdictOf(withOrphans), steps: withOrphans, ms: run.ms }
}

/** Lo único que se enseña: en orden de pasos, y dentro de cada paso en orden de tests. */
export function firstFailure(report: LessonReport): FirstFailure | undefined {
  const failed = countedSteps(report.steps).find(({ state }) => state === 'failed')
  if (!failed) return undefined
  const loose = failed.failures[0]
  const test = failed.tests.find(({ passed }) => !passed)
  if (test?.failure) return { step: failed.step, test, failure: test.failure }
  return loose ? { step: failed.step, failure: loose } : undefined
}

/** Los que deciden el veredicto: los retos no cuentan, salvo que solo se juzguen retos. */
export function countedSteps(steps: readonly StepReport[]): readonly StepReport[] {
  const required = steps.filter(({ step }) => !step.optional)
  return required.length > 0 ? required : steps
}

/** Todo lo que falló en un paso: primero lo que no es de ningún test. */
export function failuresIn({ tests, failures }: StepReport): readonly Failure[] {
  return [...failures, ...tests.flatMap(({ failure }) => failure ?? [])]
}

export function srcOf(lesson: Lesson): string {
  return moduleId(lesson.dir, 'src/')
}

function stepReport(step: Step, run: RunResult, src: string): StepReport {
  const ran = run.stepRun(step)
  if (!ran) return { step, state: 'not-run', tests: [], failures: [] }

  const tests = ran.tests.map((test) => testReport(test, src, run.logs))
  const failures = ran.errors.map((error) => describeError(error as ReportedError, src))
  if (tests.length === 0 && failures.length === 0) {
    failures.push({ kind: 'no-tests', text: noTestsText, trace: '' })
  }
  const passed = failures.length === 0 && tests.every((test) => test.passed)
  return { step, state: passed ? 'passed' : 'failed', tests, failures }
}

function testReport(
  test: TestCase,
  src: string,
  logs: ReadonlyMap<string, readonly string[]>,
): TestReport {
  const { state, errors } = test.result()
  const seed = test.meta().adversarySeed
  const [error] = errors ?? []
  return {
    name: test.name,
    passed: state === 'passed',
    logs: logs.get(test.id) ?? [],
    ...(seed === undefined ? {} : { seed }),
    ...(error ? { failure: describeError(error as ReportedError, src) } : {}),
  }
}

/** Un error sin dueño cuenta contra el veredicto aunque todos los tests estén en verde. */
function attachToFirstUnsolved(
  reports: readonly StepReport[],
  orphans: readonly LooseError[],
  src: string,
): readonly StepReport[] {
  if (orphans.length === 0) return reports
  const target = reports.find(({ state }) => state === 'failed') ?? reports.at(-1)
  return reports.map((report) =>
    report === target
      ? {
          ...report,
          state: 'failed',
          failures: [...report.failures, ...orphans.map((error) => describeError(error, src))],
        }
      : report,
  )
}

function verdictOf(steps: readonly StepReport[]): Verdict {
  const failures = steps.flatMap(failuresIn)
  if (failures.some(({ kind }) => kind === 'environment')) return 'environment'
  return countedSteps(steps).every(({ state }) => state === 'passed') ? 'solved' : 'pending'
}
