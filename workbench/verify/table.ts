import { wrap } from '../terminal/wrap.ts'
import type { Lesson } from '../course/lesson.ts'
import { seconds } from '../testing/failure.ts'
import type { Candidate } from './candidates.ts'
import type { Complaint } from './judgement.ts'
import type { OwnTests } from './own-tests.ts'

export type Judged = {
  readonly kind: Candidate['kind']
  readonly name: string
  readonly complaints: readonly Complaint[]
}

export type LessonRow = {
  readonly lesson: Lesson
  /** Lo que hay en `lessons/NN/src` ya no es el iniciador: es trabajo de quien aprende. */
  readonly begun: boolean
  readonly judged: readonly Judged[]
  readonly ms: number
}

export type Verification = {
  readonly rows: readonly LessonRow[]
  /** Sin valor cuando solo se verifica una lección: no se han pasado. */
  readonly own: OwnTests | undefined
  readonly lint: readonly string[]
  /** Errores sueltos que no son de ningún candidato, y bucles sin fin. */
  readonly loose: readonly string[]
  readonly ms: number
}

const headings = [
  'lección',
  'pasos',
  'inicial',
  'referencia',
  'errores',
  'otras',
  'tiempo',
] as const

export function renderVerification(
  { rows, own, lint, loose, ms }: Verification,
  { columns }: { columns: number },
): string {
  const width = Math.min(columns, 80) - 2
  const faults = [
    ...rows.flatMap(({ lesson, judged }) =>
      judged.flatMap(({ kind, name, complaints }) =>
        complaints.map((text) => `${lesson.number} · ${kindName[kind]} ${name}: ${text}`),
      ),
    ),
    ...(own?.failures ?? []).map(({ name, text }) => `${name}\n\n${indented(text)}`),
    ...lint,
    ...loose,
  ]
  const begun = rows.filter((row) => row.begun)
  return [
    '',
    table(rows),
    '',
    ...(own === undefined ? [] : ownLines(own, width)),
    ...begun.map(
      ({ lesson }) =>
        `  ${lesson.number}: la has empezado; tu código no se juzga aquí (npm test -- ${lesson.number})`,
    ),
    ...faults.map((fault) => `\n${wrap(`✗ ${fault}`, { width, indent: '  ' })}`),
    '',
    `  ${faults.length === 0 ? 'todo en orden' : `${faults.length} ${faults.length === 1 ? 'fallo' : 'fallos'}`} · ${seconds(ms)}`,
    '',
  ].join('\n')
}

function ownLines(own: OwnTests, width: number): readonly string[] {
  const failing = own.failures.length > 0 ? `, ${own.failures.length} fallan` : ''
  return [`  herramienta: ${own.passed} tests superados${failing}`, ...skippedLines(own, width)]
}

/** Una línea por grupo saltado: catorce veces el mismo motivo no dice más que una. */
function skippedLines({ skipped }: OwnTests, width: number): readonly string[] {
  const groups = Map.groupBy(skipped, ({ name, why }) => `${name}: ${why}`)
  return [...groups].map(([text, tests]) => {
    const times = tests.length > 1 ? ` (${tests.length} tests)` : ''
    return wrap(`se salta${times} ${text}`, { width, indent: '    ' })
  })
}

const kindName = {
  starter: 'código inicial',
  reference: 'referencia',
  mistake: 'error típico',
  alternative: 'alternativa',
} as const satisfies Record<Candidate['kind'], string>

function table(rows: readonly LessonRow[]): string {
  const cells = [[...headings], ...rows.map(row)]
  const widths = headings.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  )
  return cells
    .map((line) =>
      `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    )
    .join('\n')
}

function row({ lesson, judged, ms }: LessonRow): readonly string[] {
  const right = (kind: Candidate['kind']) => {
    const ofKind = judged.filter((each) => each.kind === kind)
    const sound = ofKind.filter(({ complaints }) => complaints.length === 0)
    return { sound: sound.length, all: ofKind.length }
  }
  const counted = (kind: Candidate['kind']) => {
    const { sound, all } = right(kind)
    return `${sound === all ? '✓' : '✗'} ${sound} de ${all}`
  }
  return [
    `${lesson.number} ${lesson.slug.slice(3)}`,
    `${lesson.steps.length}`,
    right('starter').sound === 1 ? '✓ rojo' : '✗',
    right('reference').sound === 1 ? '✓ verde' : '✗',
    counted('mistake'),
    counted('alternative'),
    seconds(ms),
  ]
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
