import { relative } from 'node:path'

import { count, paint, screenWidth, spread } from '../terminal/screen.ts'
import { type Lesson, stepPlace } from '../course/lesson.ts'
import { seconds } from './failure.ts'
import { cleanConsole } from './console-lines.ts'
import { editPlace } from './edit-place.ts'
import {
  countedSteps,
  failuresIn,
  type FirstFailure,
  firstFailure,
  type LessonReport,
  type StepReport,
} from './report.ts'
import { fold, wrap } from '../terminal/wrap.ts'

export type ScreenOptions = {
  readonly columns: number
  readonly color: boolean
  readonly cwd: string
  /** Enseña también el error original, con su pila. */
  readonly trace?: boolean
}

const MAX_LOG_LINES = 12

/** El veredicto de una lección tal como se lee en la terminal. Termina sin salto de línea. */
export function renderReport(report: LessonReport, options: ScreenOptions): string {
  const first = firstFailure(report)
  const blocks =
    report.verdict === 'environment'
      ? [environmentBlock(report, options)]
      : [
          header(report, first, options),
          steps(report, options),
          ...(first ? [failure(report.lesson, first, options)] : [solved(report, options)]),
          paint(options, 'dim', summary(report)),
        ]
  return `\n${blocks.join('\n\n')}\n`
}

function header(
  { lesson }: LessonReport,
  first: FirstFailure | undefined,
  options: ScreenOptions,
): string {
  const left = paint(options, 'bold', `  ${lesson.number} · ${lesson.title}`)
  if (!first) return left
  return spread(left, stepPlace(lesson, first.step), screenWidth(options))
}

function steps({ steps: reports }: LessonReport, options: ScreenOptions): string {
  const cells = reports.map((report) => ({ report, text: stepCell(report) }))
  const widest = Math.max(...cells.map(({ text }) => text.length))
  const perLine = 2 * (widest + 3) + 2 <= screenWidth(options) ? 2 : 1
  const lines: string[] = []
  for (let index = 0; index < cells.length; index += perLine) {
    const row = cells.slice(index, index + perLine).map(({ report, text }, column) => {
      const padded = column === perLine - 1 ? text : text.padEnd(widest + 3)
      return paint(options, stepColor(report), padded)
    })
    lines.push(`  ${row.join('')}`.trimEnd())
  }
  return lines.join('\n')
}

function stepCell({ step, state }: StepReport): string {
  const mark = { passed: '✓', failed: '✗', 'not-run': '·' }[state]
  return `${mark} ${step.number}  ${step.title}${step.optional ? ' (reto)' : ''}`
}

function stepColor({ state, step }: StepReport): 'green' | 'red' | 'dim' {
  if (state === 'passed') return 'green'
  return state === 'failed' && !step.optional ? 'red' : 'dim'
}

function failure(lesson: Lesson, first: FirstFailure, options: ScreenOptions): string {
  const { failure: what } = first
  return [
    ...failureBlocks(lesson, first, options),
    nextMoves(lesson, first, options),
    ...(options.trace && what.trace
      ? [paint(options, 'dim', wrap(what.trace, { width: 1e9, indent: '    ' }))]
      : []),
  ].join('\n\n')
}

/** El fallo con las palabras del curso: qué test, qué pasó y lo que escribió el programa. */
export function failureBlocks(
  lesson: Lesson,
  { step, test, failure: what }: FirstFailure,
  options: Pick<ScreenOptions, 'columns' | 'color'>,
): readonly string[] {
  const width = screenWidth(options) - 2
  const title = wrap(`✗ ${test?.name ?? step.title}`, { width, indent: '  ' })
  const logs = cleanConsole(test?.logs ?? [], lesson)
  return [
    paint(options, 'bold', title),
    folded(wrap(what.text, { width, indent: '    ' }), options.columns),
    ...(logs.length > 0 ? [paint(options, 'dim', folded(logBlock(logs), options.columns))] : []),
  ]
}

/** Las pruebas anchas se parten por palabras. Las órdenes no: se pegan enteras. */
function folded(text: string, columns: number): string {
  const width = Math.max(24, columns)
  return text
    .split('\n')
    .flatMap((line) => (/^ *(?:npm|git) /.test(line) ? [line] : fold(line, width)))
    .join('\n')
}

function logBlock(logs: readonly string[]): string {
  const shown = logs.slice(-MAX_LOG_LINES)
  const cut = logs.length - shown.length
  return [
    `    Tu programa escribió${cut > 0 ? ` (últimas ${MAX_LOG_LINES} de ${logs.length} líneas)` : ''}:`,
    ...shown.map((line) => `      ${line}`),
  ].join('\n')
}

function nextMoves(lesson: Lesson, first: FirstFailure, { cwd }: ScreenOptions): string {
  const { step, test, failure: what } = first
  const place = editPlace(lesson, step, what)
  const rows = [
    ['Edita', `${relative(cwd, place.file) || place.file}:${place.line}`],
    ['Pista', `npm run pista -- ${lesson.number}.${step.number}`],
    ...(test?.seed === undefined ? [] : [['Semilla', `TALLER_SEED=${test.seed}`]]),
  ]
  return rows.map(([label, value]) => `    ${label?.padEnd(8)}${value}`).join('\n')
}

function solved(report: LessonReport, options: ScreenOptions): string {
  const { lesson, steps: reports } = report
  const width = screenWidth(options) - 2
  const whole = reports.length === lesson.steps.length
  const challenge = reports.find(({ step, state }) => step.optional && state === 'failed')
  return [
    ...(whole ? [wrap(lesson.outcome, { width, indent: '  ' })] : []),
    ...(challenge
      ? [
          `  Queda un reto: ${challenge.step.title}\n` +
            `    npm test -- ${lesson.number}.${challenge.step.number}`,
        ]
      : []),
    ...(whole ? [`  Compara  solutions/${lesson.slug}/src`] : ['  Paso superado.']),
  ].join('\n\n')
}

function summary({ verdict, steps: reports, ms }: LessonReport): string {
  const counted = countedSteps(reports)
  const passed = counted.filter(({ state }) => state === 'passed').length
  const word = verdict === 'solved' ? 'superado' : 'pendiente'
  return `  ${word} · ${passed} de ${count(counted.length, 'paso', 'pasos')} · ${seconds(ms)}`
}

export function environmentBlock(
  report: LessonReport,
  options: Pick<ScreenOptions, 'columns'>,
): string {
  const failures = report.steps.flatMap(failuresIn)
  const text = failures.find(({ kind }) => kind === 'environment')?.text ?? ''
  const width = screenWidth(options)
  return [
    wrap(`entorno · ${text.charAt(0).toLowerCase()}${text.slice(1)}`, { width, indent: '  ' }),
    spread('  Tu código no se ha evaluado.', '(código 3)', width),
  ].join('\n\n')
}
