import { stepPlace } from '../../course/lesson.ts'
import type { Position } from '../../course/progress.ts'
import { clip, paint, screenWidth, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import { firstFailure } from '../../testing/report.ts'
import { environmentBlock, failureBlocks } from '../../testing/screen.ts'
import { challengeHere, nextPosition } from '../moves.ts'
import { isSolved, positionOf, type Place, type State, type Verdict } from '../state.ts'
import {
  courseLine,
  type FooterKey,
  footerOf,
  lessonLine,
  linesOf,
  noticeRows,
  type Section,
} from './section.ts'

const hintNames = ['', 'dónde mirar', 'en qué pensar', 'casi el código'] as const

/** La pantalla de siempre: el paso, qué falla y qué hacer. */
export function stepView(state: State, terminal: Terminal): Section {
  const here = positionOf(state)
  if (here === undefined) return nowhereView(state, terminal)
  const { lesson, step } = here
  return {
    top: [
      courseLine(state, terminal),
      '',
      lessonLine(lesson, stepPlace(lesson, step), terminal),
      `  ${titleMark(state, terminal)}${step.title}`,
      '',
    ],
    body: bodyOf(state, here, terminal),
    bottom: ['', ...placeRows(state, terminal), ...statusRows(state, terminal)],
    footer: footerOf(isSolved(state) ? solvedKeys : pendingKeys, terminal),
  }
}

function titleMark(state: State, terminal: Terminal): string {
  return isSolved(state) && state.checking !== 'slow' ? paint(terminal, 'green', '✓ ') : ''
}

const pendingKeys: readonly FooterKey[] = [
  ['p', 'pista'],
  ['e', 'editor'],
  ['l', 'lista'],
  ['c', 'comparar'],
  ['r', 'ejecutar'],
  ['d', 'demo'],
  ['?', 'más'],
  ['q', ''],
]

const solvedKeys: readonly FooterKey[] = [
  ['n', 'siguiente'],
  ['c', 'comparar'],
  ['l', 'lista'],
  ['r', 'ejecutar'],
  ['d', 'demo'],
  ['a', 'todo'],
  ['?', 'más'],
  ['q', ''],
]

function bodyOf(state: State, here: Position, terminal: Terminal): readonly string[] {
  const { verdict } = state
  if (verdict === undefined) return ['', paint(terminal, 'dim', '  comprobando…')]
  // Mientras se comprueba lo nuevo, lo de antes sigue ahí para leerlo, pero apagado: ya no es verdad.
  const stale = state.checking === 'slow'
  const inner = stale ? { ...terminal, color: false } : terminal
  const lines = verdictLines(state, verdict, here, inner)
  const seen = stale ? lines.map((line) => paint(terminal, 'dim', line)) : lines
  return [...seen, ...hintLines(state, terminal), ...faultLines(state, terminal)]
}

function verdictLines(
  state: State,
  { report }: Verdict,
  here: Position,
  terminal: Terminal,
): readonly string[] {
  if (report.verdict === 'environment') return linesOf(environmentBlock(report, terminal))
  const first = firstFailure(report)
  if (first !== undefined) return linesOf(...failureBlocks(here.lesson, first, terminal))
  return solvedLines(state, report, here, terminal)
}

function solvedLines(
  state: State,
  report: Verdict['report'],
  { lesson }: Position,
  terminal: Terminal,
): readonly string[] {
  const width = screenWidth(terminal) - 2
  const tests = report.steps.flatMap(({ tests: each }) => each)
  const next = nextPosition(state)
  const wholeLesson = next === undefined || next.lesson.slug !== lesson.slug
  return [
    paint(terminal, ['green', 'bold'], '  Superado. Ahora tu código cumple esto:'),
    '',
    ...tests.flatMap(({ name }) => wrap(`✓ ${name}`, { width, indent: '    ' }).split('\n')),
    ...(wholeLesson ? ['', ...wrap(lesson.outcome, { width, indent: '  ' }).split('\n')] : []),
  ]
}

/** Por dónde se sigue. Está siempre a la vista, por larga que sea la lista de lo que se cumple. */
function onwardRows(state: State, terminal: Terminal): readonly string[] {
  const next = nextPosition(state)
  const challenge = challengeHere(state)
  const row = (label: string, { lesson, step }: Position, key: string) => {
    const room = screenWidth(terminal) - label.length - key.length - 10
    const name = clip(`${lesson.number}.${step.number} · ${step.title}`, room)
    return `  ${label}   ${paint(terminal, 'bold', name)}   (${key})`
  }
  return [
    next === undefined
      ? '  Era el último paso del curso. Enhorabuena.'
      : row('Siguiente', next, 'n'),
    ...(challenge === undefined ? [] : [row('Reto     ', challenge, 'o, si quieres')]),
    '  Compara     lo tuyo con la referencia   (c)',
  ]
}

function hintLines({ hint, hints, verdict }: State, terminal: Terminal) {
  if (hint === 0 || hints === undefined || verdict?.report.verdict === 'solved') return []
  const width = screenWidth(terminal) - 2
  return hints
    .slice(0, hint)
    .flatMap((text, index) => [
      '',
      paint(terminal, 'cyan', `  Pista ${index + 1} de 3 · ${hintNames[index + 1]}`),
      ...wrap(text, { width, indent: '    ' }).split('\n'),
    ])
}

function faultLines({ course: { faults } }: State, terminal: Terminal): readonly string[] {
  if (faults.length === 0) return []
  const width = screenWidth(terminal) - 2
  return [
    '',
    paint(terminal, 'yellow', '  Una lección no se puede leer, y se queda fuera:'),
    ...faults.flatMap(({ where, what }) =>
      wrap(`${where}: ${what}`, { width, indent: '    ' }).split('\n'),
    ),
  ]
}

function placeRows(state: State, terminal: Terminal): readonly string[] {
  const { verdict } = state
  if (verdict === undefined) return []
  const { edit, read, report } = verdict
  const row = (label: string, place: Place) =>
    `    ${label}   ${paint(terminal, 'cyan', `${place.file}:${place.line}`)}`
  if (report.verdict === 'environment') return []
  if (report.verdict === 'solved') return onwardRows(state, terminal)
  return [row('Edita', edit), row('Tarea', read)]
}

function statusRows(state: State, terminal: Terminal): readonly string[] {
  return state.notice === undefined ? [statusLine(state, terminal)] : noticeRows(state, terminal)
}

function statusLine({ checking, verdict }: State, terminal: Terminal): string {
  if (checking !== 'no') return paint(terminal, 'dim', '  comprobando…')
  if (verdict === undefined) return ''
  const { report, savedAt, ms } = verdict
  const time = savedAt?.toLocaleTimeString('es', { hour12: false })
  const when = time === undefined ? 'comprobado' : `guardado ${time}`
  const word = { solved: 'superado', pending: 'pendiente', environment: 'entorno' }[report.verdict]
  return paint(terminal, 'dim', `  ${word} · ${when} · ${shortTime(ms)}`)
}

function shortTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return `${(ms / 1000).toLocaleString('es', { maximumFractionDigits: 1 })} s`
}

function nowhereView(state: State, terminal: Terminal): Section {
  const text = nowhereText(state)
  return {
    top: [courseLine(state, terminal), ''],
    body: [
      ...wrap(text, { width: screenWidth(terminal) - 2, indent: '  ' }).split('\n'),
      ...faultLines(state, terminal),
    ],
    bottom: ['', ...noticeRows(state, terminal)],
    footer: footerOf(
      [
        ['l', 'lista'],
        ['a', 'comprobar todo'],
        ['?', 'ayuda'],
        ['q', 'salir'],
      ],
      terminal,
    ),
  }
}

function nowhereText({ at, course: { lessons } }: State): string {
  if (at !== undefined) {
    return (
      `La carpeta lessons/${at.slug} no está, o no se entiende su README. En cuanto vuelva, sigo con ella. ` +
      `Para recuperarla, en la raíz del taller:\n    git checkout -- lessons/${at.slug}`
    )
  }
  if (lessons.length === 0) {
    return 'No hay ninguna lección que se pueda leer. Si falta la carpeta, recupérala, en la raíz del taller, con\n    git checkout -- lessons'
  }
  return 'Has superado todo lo que hay. Enhorabuena. Los retos y lo ya hecho están en la lista: pulsa l.'
}
