/** Lo que lee el alumno cuando falla una comprobación. Cuatro piezas, siempre en este orden. */
export type Explanation = {
  /** Qué pasó de verdad, con el dato observado. */
  readonly happened: string
  /** Qué se esperaba en su lugar. Empieza en minúscula: se lee tras «Lo esperado:». */
  readonly expected: string
  /** Filas que lo demuestran: etiqueta, valor y, si ayuda, una nota al margen. */
  readonly evidence?: readonly (readonly [label: string, value: string, note?: string])[]
  /** Qué pasaría en producción. Empieza en minúscula: se lee tras «Por qué importa:». */
  readonly why: string
}

/** Separa lo que escribió el autor del test de lo que Vitest añade detrás («: expected …»). */
const END = '\n'

/**
 * Compone el mensaje para el segundo parámetro de `expect`:
 * `expect(log, explain({ … })).toEqual([…])`.
 */
export function explain({ happened, expected, evidence = [], why }: Explanation): string {
  const paragraphs = [
    `${happened} Lo esperado: ${expected}`,
    ...(evidence.length > 0 ? [evidenceTable(evidence)] : []),
    `Por qué importa: ${why}`,
  ]
  return paragraphs.join('\n\n') + END
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
  const end = message.indexOf(`${END}: `)
  return (end === -1 ? message : message.slice(0, end)).trimEnd()
}

function evidenceTable(rows: NonNullable<Explanation['evidence']>): string {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const [labels, values] = [width(0), width(1)]
  return rows
    .map(([label, value, note]) => {
      const line = `  ${label.padEnd(labels)}   ${value.padEnd(note ? values : 0)}`
      return note ? `${line}   ← ${note}` : line.trimEnd()
    })
    .join('\n')
}
