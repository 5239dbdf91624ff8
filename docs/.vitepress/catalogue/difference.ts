import { structuredPatch } from 'diff'

/** Propia de la respuesta equivocada, propia de la referencia, de las dos, o un hueco entre trozos. */
export type DifferenceLine = {
  readonly kind: 'wrong' | 'reference' | 'same' | 'gap'
  readonly text: string
}

const contextLines = 2
const mostLines = 40

/**
 * Lo que distingue una respuesta equivocada. Casi siempre, su diferencia con la referencia. Cuando está
 * escrita de otra manera de principio a fin, esa diferencia es todo el archivo y no enseña nada: entonces,
 * las líneas suyas que menos se repiten en las demás respuestas.
 */
export function distinctionOf(
  wrong: string,
  reference: string,
  others: readonly string[],
): readonly DifferenceLine[] {
  const difference = differenceOf(wrong, reference)
  const lines =
    difference.length <= mostLines ? difference : rarestOf(wrong, [reference, ...others])
  return withoutMargin(lines)
}

/** Sin los comentarios ni las importaciones, que cambian sin que cambie lo que se hace. */
function differenceOf(wrong: string, reference: string): readonly DifferenceLine[] {
  const bare = hunksOf(withoutImports(code(wrong)), withoutImports(code(reference)))
  return bare.length > 0 ? bare : hunksOf(code(wrong), code(reference))
}

function hunksOf(wrong: string, reference: string): readonly DifferenceLine[] {
  const { hunks } = structuredPatch('', '', wrong, reference, '', '', { context: contextLines })
  return joined(
    hunks.map(({ lines }) => lines.filter((line) => !line.startsWith('\\')).map(differenceLine)),
  )
}

function differenceLine(line: string): DifferenceLine {
  const kind = line.startsWith('-') ? 'wrong' : line.startsWith('+') ? 'reference' : 'same'
  return { kind, text: line.slice(1) }
}

function rarestOf(wrong: string, others: readonly string[]): readonly DifferenceLine[] {
  const known = others.map((other) => new Set(linesOf(code(other)).map((line) => line.trim())))
  const mine = linesOf(withoutImports(code(wrong)))
  const uses = mine.map((line) =>
    /\w/.test(line) ? known.filter((lines) => lines.has(line.trim())).length : Infinity,
  )
  const fewest = Math.min(...uses)
  const near = (index: number) =>
    uses
      .slice(Math.max(0, index - contextLines), index + contextLines + 1)
      .some((count) => count === fewest)
  const parts: DifferenceLine[][] = []
  for (const [index, text] of mine.entries()) {
    if (!near(index)) continue
    if (index === 0 || !near(index - 1)) parts.push([])
    parts.at(-1)?.push({ kind: uses[index] === fewest ? 'wrong' : 'same', text })
  }
  return joined(parts)
}

function joined(parts: readonly (readonly DifferenceLine[])[]): readonly DifferenceLine[] {
  return parts.flatMap((lines, index) => [
    ...(index === 0 ? [] : [{ kind: 'gap' as const, text: '…' }]),
    ...withoutEdgeBlanks(lines),
  ])
}

function withoutEdgeBlanks(lines: readonly DifferenceLine[]): readonly DifferenceLine[] {
  const inked = ({ text }: DifferenceLine) => text.trim() !== ''
  return lines.slice(lines.findIndex(inked), lines.findLastIndex(inked) + 1)
}

/** El margen que comparten todas: en un móvil, cada espacio cuenta. */
function withoutMargin(lines: readonly DifferenceLine[]): readonly DifferenceLine[] {
  const margins = lines
    .filter(({ kind, text }) => kind !== 'gap' && text !== '')
    .map(({ text }) => text.search(/\S/))
  const margin = Math.max(0, Math.min(...margins))
  return lines.map(({ kind, text }) => ({ kind, text: kind === 'gap' ? text : text.slice(margin) }))
}

function linesOf(source: string): readonly string[] {
  return source.split('\n')
}

function code(source: string): string {
  return source
    .replaceAll('\r\n', '\n')
    .replace(/^\/\*---\n[\s\S]*?\n---\*\/\n/, '')
    .replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, '')
    .replaceAll(/^[ \t]*\/\/.*\n/gm, '')
    .replaceAll(/ +\/\/ .*$/gm, '')
    .replaceAll(/(?<=from ')\.\.\/(?:src|starter)\//g, './')
    .replaceAll(/\n{3,}/g, '\n\n')
}

function withoutImports(source: string): string {
  return source.replaceAll(/^import\b[\s\S]*?\n(?!\s|\})/gm, '').trimStart()
}
