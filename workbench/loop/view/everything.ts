import { count, paint, screenWidth, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import { countedSteps, failuresIn, firstFailure, type LessonReport } from '../../testing/report.ts'
import type { LessonCheck, Panel, State } from '../state.ts'
import { courseLine, footerOf, type Section } from './section.ts'

export function everythingView(
  state: State,
  { checks, done }: Extract<Panel, { kind: 'everything' }>,
  terminal: Terminal,
): Section {
  return {
    top: [courseLine(state, terminal), '', paint(terminal, 'bold', '  Todo lo empezado'), ''],
    body: checks.flatMap((check) => rows(check, terminal)),
    bottom: ['', paint(terminal, 'dim', done ? '  comprobado' : '  comprobando…')],
    footer: footerOf([['esc', done ? 'volver' : 'dejarlo y volver']], terminal),
  }
}

function rows({ lesson, state, report }: LessonCheck, terminal: Terminal): readonly string[] {
  const name = `${lesson.number} · ${lesson.title}`
  if (report === undefined) {
    const word = { waiting: '', checking: 'comprobando…', untouched: 'sin empezar', checked: '' }[
      state
    ]
    return [paint(terminal, 'dim', `  · ${name.padEnd(44)} ${word}`.trimEnd())]
  }
  const counted = countedSteps(report.steps)
  const passed = counted.filter(({ state: each }) => each === 'passed').length
  const mark = { solved: '✓', pending: '✗', environment: '!' }[report.verdict]
  const color = { solved: 'green', pending: 'red', environment: 'yellow' } as const
  const head = `  ${mark} ${name.padEnd(44)} ${passed} de ${count(counted.length, 'paso', 'pasos')}`
  const width = screenWidth(terminal) - 2
  return [
    paint(terminal, color[report.verdict], head),
    ...firstTrouble(report).flatMap((text) => wrap(text, { width, indent: '      ' }).split('\n')),
  ]
}

/** El primer paso roto o, si nada se pudo evaluar, por qué. */
function firstTrouble(report: LessonReport): readonly string[] {
  if (report.verdict === 'environment') {
    const failures = report.steps.flatMap(failuresIn)
    const why = failures.find(({ kind }) => kind === 'environment')?.text ?? ''
    return [`entorno · ${why.split('\n')[0]}`]
  }
  const first = firstFailure(report)
  return first ? [`${first.step.number} · ${first.test?.name ?? first.step.title}`] : []
}
