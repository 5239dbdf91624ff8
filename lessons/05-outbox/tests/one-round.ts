import { UnmetExpectation } from '@taller/workbench/testing'

import { type RelayOptions, type RelayResult, relayOnce } from '../src/outbox-relay.ts'
import type { HeldBroker } from './held-broker.ts'
import { diagnosis, endOf, ending, list, words } from './in-words.ts'

export type Round = RelayOptions & { readonly broker: HeldBroker }

/** Una vuelta con un broker que puede rechazar algún evento: `relayOnce` no rechaza por ello. */
export async function roundOf(relay: Round): Promise<RelayResult> {
  const outcome = await endOf(relayOnce(relay))
  if (outcome.state === 'fulfilled') return outcome.value

  const { refusals } = relay.broker
  const ids = list([...new Set(refusals.map(({ id }) => id))])
  const escaped =
    outcome.state === 'rejected' && refusals.some(({ reason }) => reason === outcome.reason)
  throw new UnmetExpectation({
    happened: escaped
      ? `El broker rechazó el evento ${ids} con «${words(outcome.reason)}», y relayOnce dejó escapar ese error: rechazó con él.`
      : `${refusals.length > 0 ? `El broker rechazó ${ids} y r` : 'R'}elayOnce ${ending(outcome)}.${diagnosis(outcome)}`,
    expected:
      'relayOnce termina bien aunque el broker rechace: lo rechazado se cuenta en failed y sigue pendiente, y lo demás se publica.',
    why: 'si un rechazo del broker acaba con la vuelta, un solo evento malo para a todos los que vienen detrás.',
  })
}
