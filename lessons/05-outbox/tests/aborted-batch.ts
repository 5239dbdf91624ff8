import type { Explanation, Outcome } from '@taller/workbench/testing'

import { ending, list } from './in-words.ts'

type AbortedBatch = {
  /** Con el evento en manos del broker, y cuando el broker ya ha contestado. */
  readonly whileHeld: Outcome<void>
  readonly outcome: Outcome<void>
  readonly received: readonly string[]
  readonly marked: readonly string[]
}

/** Qué fue del bucle al que se aborta a mitad de un lote. */
export function abortedBatch({ whileHeld, outcome, received, marked }: AbortedBatch): Explanation {
  return {
    happened:
      whileHeld.state !== 'pending'
        ? `Se abortó con el evento 1 en manos del broker, y el bucle ${ending(whileHeld)} sin esperarlo.`
        : outcome.state === 'pending'
          ? 'Se abortó la señal durante un lote, con everyMs de un minuto, y el bucle no terminó nunca: tras el lote empezó a descansar.'
          : outcome.state === 'rejected'
            ? `Se abortó durante un lote; el lote terminó, y al ir a descansar con la señal abortada el bucle ${ending(outcome)}.`
            : `Se abortó durante el lote del evento 1: el broker recibió ${list(received)} y quedaron marcados ${list(marked)}.`,
    expected:
      'el evento 1 se publica y se marca, el 2 se queda pendiente, y la promesa del bucle se cumple.',
    evidence: [
      ['con el 1 en el broker, el bucle', whileHeld.state === 'pending' ? 'esperaba' : 'ya no'],
      ['al final, el bucle', ending(outcome)],
      ['llegaron al broker', received.join('  ')],
      ['marcados', list(marked)],
    ],
    why:
      outcome.state === 'rejected'
        ? 'parar cuando te lo piden no es un error: haría saltar una alarma en cada despliegue.'
        : 'cortar a mitad repite lo que ya salió; no parar nunca impide desplegar una versión nueva.',
  }
}
