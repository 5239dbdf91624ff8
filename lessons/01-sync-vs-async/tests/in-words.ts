import { inspect } from 'node:util'

import type { Outcome } from '@taller/workbench/testing'

/** Lo que hizo una promesa, para contarlo en mitad de una frase. */
export function inWords(outcome: Outcome<unknown>): string {
  switch (outcome.state) {
    case 'pending':
      return 'seguía sin responder'
    case 'fulfilled':
      return outcome.value === undefined
        ? 'se cumplió'
        : `respondió ${inspect(outcome.value, { breakLength: Infinity })}`
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

export function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}
