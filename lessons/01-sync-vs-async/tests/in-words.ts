import { inspect } from 'node:util'

import type { Explanation, Outcome } from '@taller/workbench/testing'

/** Lo que hizo una promesa, para contarlo en mitad de una frase. */
export function inWords(outcome: Outcome<unknown>): string {
  switch (outcome.state) {
    case 'pending':
      return 'seguía pendiente'
    case 'fulfilled':
      return outcome.value === undefined ? 'se cumplió' : `respondió ${brief(outcome.value)}`
    case 'rejected':
      return `falló con «${reasonOf(outcome.reason)}»`
  }
}

/** El error llega a quien llamó tal cual o envuelto en otro que lo lleva en `cause`. */
export function carries(outcome: Outcome<unknown>, error: unknown): boolean {
  if (outcome.state !== 'rejected') return false
  const { reason } = outcome
  return reason === error || (reason instanceof Error && reason.cause === error)
}

type Failing = {
  /** Quién falla, en el código y en una frase: «email» y «el correo». */
  readonly source: string
  readonly named?: string
  readonly error: unknown
  readonly caller: string
  /** Por qué importa que el error se pierda y la función responda como si nada. */
  readonly lost: string
}

/** Qué fue del error de `source`, visto desde quien llamó a `caller`. */
export function errorLost(
  { source, named = source, error, caller, lost }: Failing,
  outcome: Outcome<unknown>,
): Explanation {
  const fate = {
    pending: 'y quien llamó sigue esperando',
    fulfilled: 'y el error se perdió por el camino',
    rejected: 'y a quien llamó le llegó un error distinto',
  }[outcome.state]
  return {
    happened: `Falló ${named} ${fate}.`,
    expected: 'que quien llamó reciba ese mismo error, o uno que lo lleve en «cause».',
    evidence: [
      [source, `falló con «${reasonOf(error)}»`],
      [caller, inWords(outcome)],
    ],
    why: {
      pending: 'quien llamó se queda esperando una respuesta que no va a llegar.',
      fulfilled: lost,
      rejected: 'sin el error de origen, quien llamó no sabe qué falló ni si puede repetirlo.',
    }[outcome.state],
  }
}

export function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}

/** De una respuesta bien formada basta el estado; de lo demás, todo. */
function brief(value: unknown): string {
  const { orderId, status, ...rest } = Object(value) as Record<string, unknown>
  const wellFormed = orderId === 'ord-1' && typeof status === 'string'
  return wellFormed && Object.keys(rest).length === 0
    ? `«${status}»`
    : inspect(value, { breakLength: Infinity })
}
