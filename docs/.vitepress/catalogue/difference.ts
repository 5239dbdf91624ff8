import { applyPatch, structuredPatch } from 'diff'

import { symbolBlock } from '../../../workbench/course/symbol-block.ts'

/** Propia de la respuesta equivocada, propia de la referencia, de las dos, o un hueco entre trozos. */
export type DifferenceLine = {
  readonly kind: 'wrong' | 'reference' | 'same' | 'gap'
  readonly text: string
}

const contextLines = 2
const mostLines = 24

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
  const mine = code(wrong)
  const theirs = withoutReused(code(reference), mine)
  const rivals = others.map(code)
  const difference = differenceOf(mine, theirs, rivals)
  if (difference.length <= mostLines) return withoutMargin(difference)
  const rarest = rarestOf(mine, [theirs, ...rivals])
  return withoutMargin(rarest.length < difference.length ? rarest : difference)
}

const reused = /^export \{([^}]*)\} from '\.\/[^']*'\n+/gm

/** Lo que la respuesta toma tal cual de la referencia no es ni suyo ni diferente. */
function withoutReused(reference: string, wrong: string): string {
  const names = [...wrong.matchAll(reused)].flatMap(([, list = '']) => list.match(/\w+/g) ?? [])
  return names.reduce((text, name) => text.replace(symbolBlock(text, name) ?? '', ''), reference)
}

/** Sin importaciones, que cambian sin que cambie lo que se hace; salvo que no cambie otra cosa. */
function differenceOf(
  wrong: string,
  reference: string,
  others: readonly string[],
): readonly DifferenceLine[] {
  const [mine, theirs] = [withoutImports(wrong), withoutImports(reference)].map(tidy) as [
    string,
    string,
  ]
  const own = hunksOf(withoutDrift(mine, theirs, others), theirs)
  if (own.length > 0) return own
  const bare = hunksOf(mine, theirs)
  return bare.length > 0 ? bare : hunksOf(wrong, reference)
}

/**
 * La referencia se pule y los errores, que la copian, no siempre: lo que tantos escriben aún como
 * antes no es lo que distingue a ninguno.
 */
function withoutDrift(wrong: string, reference: string, others: readonly string[]): string {
  if (others.length < 4) return wrong
  const rivals = others.map(trimmedLines)
  const inMany = (line: string, present: boolean) =>
    rivals.filter((lines) => lines.has(line) === present).length * 3 >= rivals.length
  const patch = structuredPatch('', '', wrong, reference, '', '', { context: 0 })
  const hunks = patch.hunks.filter(({ lines }) =>
    lines
      .filter((line) => /^[-+].*\w/.test(line))
      .every((line) => inMany(line.slice(1).trim(), line.startsWith('-'))),
  )
  return applyPatch(wrong, { ...patch, hunks }) || wrong
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
  const known = others.map(trimmedLines)
  const mine = withoutImports(wrong).split('\n')
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

function trimmedLines(source: string): ReadonlySet<string> {
  return new Set(source.split('\n').map((line) => line.trim()))
}

function tidy(source: string): string {
  return `${source.replaceAll(reused, '').trim()}\n`
}

/** El código, sin cabecera ni comentarios, y con las importaciones como las tendría en su sitio. */
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
