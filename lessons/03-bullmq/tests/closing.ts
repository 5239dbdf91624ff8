import {
  type Explanation,
  expect,
  explain,
  type Outcome,
  outcomeOf,
} from '@taller/workbench/testing'

import type { EmailWorker } from '../src/ports.ts'
import { fate } from './in-words.ts'

/** Llama a close(). Se mira más tarde: si se rechaza antes, no es un rechazo sin atender. */
export function startClosing(worker: EmailWorker): Promise<void> {
  const closing = (async () => worker.close())()
  closing.catch(() => {})
  return closing
}

type Early = Pick<Explanation, 'happened' | 'expected' | 'why'> & { readonly when: string }

/** Queda algo a medias: close() todavía no puede haberse cumplido. */
export function demandPending(outcome: Outcome<void>, { when, ...explanation }: Early): void {
  expect(
    outcome.state,
    explain({ ...explanation, evidence: [[when, `close() ${fate(outcome)}`]] }),
  ).toBe('pending')
}

/** Ya no queda nada a medias: esa llamada a close() tiene que cumplirse. */
export async function demandClosed(which: 'primera' | 'segunda', closing: Promise<void>) {
  const outcome = await outcomeOf(closing)
  expect(
    outcome.state,
    explain({
      happened:
        outcome.state === 'rejected'
          ? `La ${which} llamada a close() ${fate(outcome)}.`
          : `No quedaba nada a medias y la ${which} llamada a close() no se cumplió.`,
      expected:
        which === 'segunda'
          ? 'que se cumpla como la primera: cerrar dos veces no es un error.'
          : 'que se cumpla en cuanto termina lo que estaba en marcha.',
      evidence: [[`la ${which} llamada`, fate(outcome)]],
      why:
        which === 'segunda'
          ? 'una señal de parada llega a menudo dos veces.'
          : 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
    }),
  ).toBe('fulfilled')
}
