import { setTimeout as pause } from 'node:timers/promises'

import type { Stage, World } from '../../../workbench/trace/scenario.ts'
import type { Bar } from '../../../workbench/trace/trace.ts'

export type Wait = {
  readonly title: string
  /** Las que ya se cumplieron, que siguen a la vista. */
  readonly before?: readonly Bar[]
  readonly label: string
  readonly nominalMs: number
  /** Cuántas veces más deprisa que de verdad pasa. */
  readonly faster: number
  readonly scaleMs: number
}

/** Una espera que crece en pantalla, acelerada. Quien la pide la da por cumplida al acabar. */
export async function growWait(
  stage: Stage,
  { signal }: Pick<World, 'signal'>,
  { title, before = [], label, nominalMs, faster, scaleMs }: Wait,
): Promise<void> {
  const started = performance.now()
  for (;;) {
    const ms = Math.min(nominalMs, (performance.now() - started) * faster)
    stage.bars(`${title} (×${faster})`, [...before, { label, ms, nominalMs }], scaleMs)
    if (ms >= nominalMs) return
    await pause(40, undefined, { signal })
  }
}
