import { join } from 'node:path'

import type { Bench, Measurement } from './measurement.ts'
import { interleave, ratioOf, spreadOf } from './samples.ts'
import { timeNode } from './timed-run.ts'

/** Lo que cuesta que nuestra orden más simple conteste, frente a un Node que no hace nada. */
export async function measureStartUp({ root, env, quick, signal }: Bench): Promise<Measurement> {
  const options = { cwd: root, env, signal, expectedCode: 0 }
  const help = [join(root, 'workbench/bin.mjs'), 'ayuda']
  const pairs = await interleave(
    async () => (await timeNode(help, options)).ms,
    async () => (await timeNode(['-e', '0'], options)).ms,
    quick ? 5 : 15,
  )
  return {
    id: 'arranque',
    title: 'Arrancar la orden del taller',
    columns: ['taller ayuda', 'node -e 0'],
    rows: [
      {
        name: 'ayuda',
        subject: spreadOf(pairs.subject),
        baseline: spreadOf(pairs.baseline),
        ratio: ratioOf(pairs),
      },
    ],
  }
}
