import { clip, count, screenWidth } from '../../workbench/terminal/screen.ts'
import { equivalentsPath } from './equivalents.ts'
import type { Mutant } from './mutant.ts'
import { type Fate, type LessonOutcome, mutantsWith, survivorsOf } from './outcome.ts'

const headings = ['lección', 'mutantes', 'notados', 'bucle', 'tiempo', 'iguales', 'vivos', 'nota']

export function renderOutcomes(
  lessons: readonly LessonOutcome[],
  { columns }: { columns: number },
): string {
  const width = screenWidth({ columns })
  const survivors = lessons.flatMap(survivorsOf)
  const slow = lessons.flatMap((lesson) => mutantsWith('time-out', lesson))
  const stale = lessons.flatMap(({ lesson, stale: entries }) =>
    entries.map((entry) => ({ where: equivalentsPath(lesson), entry })),
  )
  return [
    '',
    ...table(lessons),
    ...survivors.flatMap((mutant) => ['', ...mutantLines('✗', mutant, width)]),
    ...slow.flatMap((mutant) => ['', ...mutantLines('·', mutant, width), timeOutNote]),
    ...stale.flatMap(({ where, entry }) => [
      '',
      `  ✗ ${where}: entrada caducada, bórrala`,
      `      ${clip(entry.line, width - 6)}`,
      `      ${entry.change}`,
      '      Ese cambio ya no existe, o ya hay un test que lo nota.',
    ]),
    '',
    `  ${verdict(survivors.length, stale.length)}`,
    ...(survivors.length > 0 ? ['', advice] : []),
    '',
  ].join('\n')
}

const timeOutNote =
  '      Solo lo nota un tiempo agotado: la máquina va cargada o falta un «within».'

const advice = `  Por cada uno: escribe el test que lo notaría. Si el programa hace lo mismo con
  el cambio que sin él, decláralo en solutions/NN-slug/equivalent-mutants.json:
    [{ "file": "…", "line": "…", "change": "…", "reason": "por qué da igual" }]
  Los tres primeros valores, para copiar: npm run mutants -- NN --json`

function mutantLines(
  mark: string,
  { lesson, file, line, lineText, change }: Mutant,
  width: number,
): string[] {
  return [
    `  ${mark} solutions/${lesson.slug}/src/${file}:${line}`,
    `      ${clip(lineText, width - 6)}`,
    `      ${change}`,
  ]
}

function verdict(survivors: number, stale: number): string {
  if (survivors + stale === 0) return 'todo cambio lo nota algún test'
  const parts = [
    ...(survivors > 0 ? [count(survivors, 'cambio que nadie nota', 'cambios que nadie nota')] : []),
    ...(stale > 0 ? [count(stale, 'entrada caducada', 'entradas caducadas')] : []),
  ]
  return parts.join(' · ')
}

function table(lessons: readonly LessonOutcome[]): readonly string[] {
  const rows = [headings, ...lessons.map(row)]
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]!.length)),
  )
  return rows.map(
    (cells) =>
      `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`,
  )
}

function row(outcome: LessonOutcome): string[] {
  const { lesson, outcomes } = outcome
  return [
    `${lesson.number} ${clip(lesson.slug.slice(3), 16)}`,
    String(outcomes.length),
    ...(['detected', 'loop', 'time-out', 'equivalent', 'survived'] as const).map((fate) =>
      String(countOf(outcome, fate)),
    ),
    `${scoreOf(outcome).toLocaleString('es', { maximumFractionDigits: 1 })} %`,
  ]
}

export function countOf(outcome: LessonOutcome, fate: Fate): number {
  return mutantsWith(fate, outcome).length
}

/** De los que se pueden notar, cuántos se notan. Hacia abajo: 99,96 no es 100. */
export function scoreOf(outcome: LessonOutcome): number {
  const noticeable = outcome.outcomes.length - countOf(outcome, 'equivalent')
  const noticed = noticeable - countOf(outcome, 'survived')
  return noticeable === 0 ? 100 : Math.floor((1000 * noticed) / noticeable) / 10
}
