import type { Remedy } from '../services/environment-error.ts'

/** `optional`: no está y no hace falta. `trouble`: sin arreglarlo, algo del taller no irá. */
export type FindingState = 'fine' | 'optional' | 'trouble'

export type Finding = {
  readonly id: string
  /** Como encabeza su fila: «PostgreSQL». */
  readonly name: string
  readonly state: FindingState
  /** Una frase en minúscula y sin punto final. */
  readonly detail: string
  readonly remedies: readonly Remedy[]
}

export function fine(id: string, name: string, detail: string): Finding {
  return { id, name, state: 'fine', detail, remedies: [] }
}

export function optional(id: string, name: string, detail: string): Finding {
  return { id, name, state: 'optional', detail, remedies: [] }
}

export function trouble(
  id: string,
  name: string,
  detail: string,
  remedies: readonly Remedy[],
): Finding {
  return { id, name, state: 'trouble', detail, remedies }
}
