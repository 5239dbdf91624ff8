import { count, paint, screenWidth, spread } from '../terminal/screen.ts'
import { wrap } from '../terminal/wrap.ts'
import type { Finding, FindingState } from './finding.ts'

type ScreenOptions = { readonly color: boolean; readonly columns: number }

const nameWidth = 12
const verdicts = { fine: 'bien', optional: '', trouble: 'falla' } as const satisfies Record<
  FindingState,
  string
>
const colors = { fine: 'green', optional: 'dim', trouble: 'red' } as const

/** La fila de una comprobación y, si algo falla, debajo lo que hay que pegar. */
export function findingRow(finding: Finding, options: ScreenOptions): string {
  const { name, state, detail, remedies } = finding
  const width = screenWidth(options)
  const verdict = verdicts[state]
  const indent = ' '.repeat(2 + nameWidth)
  const [first = '', ...rest] = wrap(detail, {
    width: width - 7, // la última palabra de la fila, y dos espacios
    indent,
  }).split('\n')
  const start = `  ${name.padEnd(nameWidth)}${first.slice(indent.length)}`
  const head = verdict === '' ? start : spread(start, paint(options, colors[state], verdict), width)
  return [
    state === 'optional' ? paint(options, 'dim', head) : head,
    ...rest,
    ...remedyLines(remedies, indent, width),
  ].join('\n')
}

export function closing(findings: readonly Finding[], options: ScreenOptions): string {
  const failing = findings.filter(({ state }) => state === 'trouble')
  if (failing.length === 0) return '\n  Todo lo necesario está.\n'
  const what = count(failing.length, 'cosa que arreglar', 'cosas que arreglar')
  const left = `  Hay ${what}. Tu código no tiene nada que ver.`
  // Lo que se pega ya deja una línea en blanco detrás.
  const gap = (findings.at(-1)?.remedies.length ?? 0) > 0 ? '' : '\n'
  return `${gap}${spread(left, '(código 3)', screenWidth(options))}\n`
}

function remedyLines(
  remedies: Finding['remedies'],
  indent: string,
  width: number,
): readonly string[] {
  if (remedies.length === 0) return []
  const lines = remedies.flatMap(({ text, command }) => {
    const oneLine = `${indent}${text}:   ${command}`
    return oneLine.length <= width ? [oneLine] : [`${indent}${text}:`, `${indent}  ${command}`]
  })
  return ['', ...lines, '']
}
