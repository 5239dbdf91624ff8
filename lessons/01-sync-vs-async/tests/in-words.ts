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
export function carries(outcome: Outcome<unknown>, error: Error): boolean {
  if (outcome.state !== 'rejected') return false
  const { reason } = outcome
  return reason === error || (reason instanceof Error && reason.cause === error)
}

/** Qué fue del error de `source`, visto desde quien llamó a `caller`. */
export function errorLost(
  source: string,
  error: Error,
  caller: string,
  outcome: Outcome<unknown>,
): Pick<Explanation, 'happened' | 'expected' | 'evidence'> {
  const fate = {
    pending: 'y quien llamó sigue esperando',
    fulfilled: 'y el error se perdió por el camino',
    rejected: 'y a quien llamó le llegó un error distinto',
  }[outcome.state]
  return {
    happened: `Falló ${source} ${fate}.`,
    expected: 'que quien llamó reciba ese mismo error, o uno que lo lleve en «cause».',
    evidence: [
      [source, `falló con «${error.message}»`],
      [caller, inWords(outcome)],
    ],
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
