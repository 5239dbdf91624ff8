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

/**
 * Si BullMQ ha terminado de cerrar su worker, que es lo que tarda: lo que a close() le quede por
 * esperar desde entonces es cosa del código.
 */
export function watchBullmq({ worker }: EmailWorker): { readonly closed: boolean } {
  const seen = { closed: false }
  worker.once('closed', () => void (seen.closed = true))
  return seen
}

type Early = Pick<Explanation, 'happened' | 'expected' | 'why'> & { readonly when: string }

/** Queda algo a medias: close() todavía no puede haberse cumplido. */
export function expectPending(outcome: Outcome<void>, { when, ...explanation }: Early): void {
  expect(
    outcome.state,
    explain({ ...explanation, evidence: [[when, `close() ${fate(outcome)}`]] }),
  ).toBe('pending')
}

const calls = {
  only: 'La llamada a close()',
  first: 'La primera de dos llamadas a close()',
  second: 'La segunda llamada a close()',
} as const

/** Ya no queda nada a medias: esa llamada a close() tiene que cumplirse. */
export async function expectClosed(call: keyof typeof calls, closing: Promise<void>) {
  const outcome = await outcomeOf(closing)
  expect(
    outcome.state,
    explain({
      happened:
        outcome.state === 'rejected'
          ? `${calls[call]} ${fate(outcome)}.`
          : `No quedaba nada a medias. ${calls[call]} no se cumplió.`,
      expected:
        call === 'only'
          ? 'que se cumpla en cuanto termina lo que estaba en marcha.'
          : 'que se cumplan las dos: llamar otra vez a close() no es un error.',
      evidence: [['close()', fate(outcome)]],
      why:
        call === 'only'
          ? 'tras unos segundos, quien despliega mata el proceso a la fuerza.'
          : 'una señal de parada llega a menudo dos veces.',
    }),
  ).toBe('fulfilled')
}
