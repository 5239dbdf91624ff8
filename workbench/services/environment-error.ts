export type Remedy = { readonly text: string; readonly command: string }

export type EnvironmentTrouble = {
  /** Una línea en minúscula, sin punto: «no se pudo preparar PostgreSQL». */
  readonly what: string
  readonly why: string
  readonly remedies: readonly Remedy[]
}

/**
 * Algo falla en la máquina, no en el código de quien aprende. Viaja entre procesos como
 * datos: quien lo recibe lo reconoce por `code`, nunca por el texto.
 */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  readonly code = 'ENVIRONMENT'
  readonly what: string
  readonly why: string
  readonly remedies: readonly Remedy[]

  constructor(trouble: EnvironmentTrouble, options?: ErrorOptions) {
    super(compose(trouble), options)
    this.what = trouble.what
    this.why = trouble.why
    this.remedies = trouble.remedies
  }

  toJSON(): EnvironmentTrouble & { readonly code: 'ENVIRONMENT' } {
    return { code: this.code, what: this.what, why: this.why, remedies: this.remedies }
  }

  static fromJSON(data: unknown): EnvironmentError {
    if (!isEnvironmentTrouble(data)) {
      throw new TypeError(`Esto no es un EnvironmentError en JSON: ${JSON.stringify(data)}`)
    }
    return new EnvironmentError(data)
  }
}

/** Reconoce el error aunque venga de otro proceso y haya perdido su clase. */
export function isEnvironmentTrouble(value: unknown): value is EnvironmentTrouble {
  if (typeof value !== 'object' || value === null) return false
  const { code, what, why, remedies } = value as Record<string, unknown>
  return (
    code === 'ENVIRONMENT' &&
    typeof what === 'string' &&
    typeof why === 'string' &&
    Array.isArray(remedies)
  )
}

function compose({ what, why, remedies }: EnvironmentTrouble): string {
  const width = Math.max(0, ...remedies.map(({ text }) => text.length))
  return [
    `${what.charAt(0).toUpperCase()}${what.slice(1)}.`,
    ...why.split('\n').map((line) => `  ${line}`),
    ...remedies.map(({ text, command }) => `    ${`${text}:`.padEnd(width + 1)}  ${command}`),
  ].join('\n')
}
