import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml'

import { didYouMean } from './closest.ts'

/** Apunta una falta en el punto del YAML en que se arregla. */
export type Report = (offset: number, what: string) => void

type Field = { readonly offset: number; readonly node: unknown }

export class Fields {
  readonly start: number
  readonly #byKey: ReadonlyMap<string, Field>

  constructor(start: number, byKey: ReadonlyMap<string, Field>) {
    this.start = start
    this.#byKey = byKey
  }

  get(key: string): Field | undefined {
    return this.#byKey.get(key)
  }

  /** El campo, o la falta apuntada donde empieza el bloque que debía tenerlo. */
  require(key: string, report: Report, example: string): Field | undefined {
    const field = this.get(key)
    if (field === undefined) report(this.start, `falta «${key}». Escribe: ${example}`)
    return field
  }
}

export function readFields(map: YAMLMap, known: readonly string[], report: Report): Fields {
  const byKey = new Map<string, Field>()
  for (const { key, value } of map.items) {
    const offset = startOf(key)
    const name = isScalar(key) ? String(key.value) : ''
    if (known.includes(name)) byKey.set(name, { offset, node: value })
    else report(offset, `«${name}» no es una clave de aquí.${instead(name, known)}`)
  }
  return new Fields(map.range?.[0] ?? 0, byKey)
}

export function instead(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || ` Las que hay: ${known.join(', ')}.`
}

export function text(
  fields: Fields,
  key: string,
  report: Report,
  example: string,
): string | undefined {
  const field = fields.require(key, report, example)
  return field && textOf(field.node, field.offset, `«${key}»`, report)
}

export function textOf(
  node: unknown,
  offset: number,
  name: string,
  report: Report,
): string | undefined {
  if (isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '') {
    return node.value.trim()
  }
  if (isMap(node)) {
    report(offset, `${name} lleva «: » y YAML lo parte en dos: ponlo entre comillas simples.`)
  } else if (isScalar(node) && node.value !== null && node.value !== '') {
    report(
      offset,
      `${name} debe ser texto; escrito así es otra cosa. Ponlo entre comillas simples.`,
    )
  } else if (isSeq(node)) {
    report(offset, `${name} debe ser un texto y hay una lista.`)
  } else {
    report(offset, `${name} está vacío: escribe el texto detrás de los dos puntos.`)
  }
  return undefined
}

export function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null)?.range
  return range?.[0] ?? 0
}
