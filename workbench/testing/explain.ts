import { engineInSpanish, splitEngineWords } from './engine-words.ts'

/** Lo que lee el alumno cuando falla una comprobación, siempre en este orden. */
export type Explanation = {
  /** Qué pasó de verdad, con el dato observado. */
  readonly happened: string
  /** Qué se esperaba en su lugar. Empieza en minúscula: se lee tras «Lo esperado:». */
  readonly expected: string
  /** Filas que lo demuestran: etiqueta, valor y, si ayuda, una nota al margen. */
  readonly evidence?: readonly (readonly [label: string, value: string, note?: string])[]
  /** Qué pasaría en producción. Empieza en minúscula: se lee tras «Por qué importa:». */
  readonly why: string
  /**
   * El símbolo que hay que tocar, si no es el del paso (`at` en la cabecera del README): ha de ser
   * uno de los que nombra algún paso. Es adonde lleva «Edita».
   */
  readonly at?: string | undefined
  /** La línea del código que se juzga, si el compilador señaló una: gana a `at`. */
  readonly place?: SourceLine | undefined
}

export type SourceLine = { readonly file: string; readonly line: number }

/** Separa lo que escribió el autor del test de lo que Vitest añade detrás («: expected …»). */
const END = '\n'
/** Lo que va detrás no se lee como un párrafo: dice adónde lleva «Edita». */
const PLACE = '\n\nSe arregla en: '

/**
 * Compone el mensaje para el segundo parámetro de `expect`:
 * `expect(log, explain({ … })).toEqual([…])`.
 */
export function explain(explanation: Explanation): string {
  const { happened, expected, evidence = [], why, at, place } = explanation
  const edit = place ? `${place.file}:${place.line}` : at
  const paragraphs = [
    `${engineInSpanish(happened)} Lo esperado: ${expected}`,
    ...(evidence.length > 0 ? [evidenceTable(evidence)] : []),
    `Por qué importa: ${why}`,
  ]
  return paragraphs.join('\n\n') + (edit === undefined ? '' : PLACE + edit) + END
}

/** La comprobación no se hizo con `expect` (una espera que vence), pero es igual de legible. */
export class UnmetExpectation extends Error {
  override readonly name = 'AssertionError'

  constructor(explanation: Explanation) {
    super(explain(explanation))
  }
}

/** Devuelve solo lo que escribió el autor; `undefined` si el mensaje no salió de `explain`. */
export function authoredPart(message: string): string | undefined {
  if (!message.includes('\n\nPor qué importa: ')) return undefined
  const [text = ''] = written(message).split(PLACE)
  return text.trimEnd()
}

/** Dónde dijo el autor que hay que tocar: una línea o un símbolo. Nada, si es el del paso. */
export function authoredEdit(message: string): { at?: SourceLine; symbol?: string } {
  const edit = written(message).split(PLACE)[1]?.trim()
  if (edit === undefined) return {}
  const [, file, line] = /^(.+):(\d+)$/.exec(edit) ?? []
  return file && line ? { at: { file, line: Number(line) } } : { symbol: edit }
}

function written(message: string): string {
  const end = message.indexOf(`${END}: `)
  return end === -1 ? message : message.slice(0, end)
}

function evidenceTable(rows: NonNullable<Explanation['evidence']>): string {
  // Antes de medir. Lo que dijo Node va en su propia fila: detrás no cabría.
  const said = rows.flatMap(([label, value, note = '']) => {
    const { said: spanish, originals } = splitEngineWords(value)
    const searchable = originals.map((original) => ['', `(${original})`, ''] as const)
    return [[label, spanish, engineInSpanish(note)] as const, ...searchable]
  })
  const width = (column: 0 | 1) => Math.max(...said.map((row) => row[column].length))
  const [labels, values] = [width(0), width(1)]
  return said
    .map(([label, value, note]) => {
      const line = `  ${label.padEnd(labels)}   ${value.padEnd(note ? values : 0)}`
      return note ? `${line}   ← ${note}` : line.trimEnd()
    })
    .join('\n')
}
