import type { Spread, TargetVerdict } from './samples.ts'

/** Una fila del banco: lo nuestro y, si hay con qué, lo otro y la razón entre ambos. */
export type Row = {
  readonly name: string
  readonly subject?: Spread
  readonly baseline?: Spread
  readonly ratio?: Spread
  readonly target?: TargetVerdict
  /** Por qué no hay cifras, o qué les pasa a las que hay. */
  readonly note?: string
}

export type Measurement = {
  readonly id: MeasureId
  readonly title: string
  /** Qué dicen las columnas: lo nuestro y aquello con lo que se compara. */
  readonly columns: readonly [string, string | undefined]
  readonly target?: number
  readonly rows: readonly Row[]
}

export const measureIds = [
  'arranque',
  'servicios',
  'lecciones',
  'bucle',
  'memoria',
  'relay',
  'todo',
] as const
export type MeasureId = (typeof measureIds)[number]

export type Bench = {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly quick: boolean
  readonly signal: AbortSignal
}
