import type { Bench } from '../measurement.ts'
import { spreadOf } from '../samples.ts'
import { timeBatches } from './contender.ts'
import { openContenders } from './open-contenders.ts'

const sizes = [1_000, 10_000, 100_000, 1_000_000] as const
const batches = 9

export type Series = {
  readonly name: string
  /** Mediana de los milisegundos de un lote, con cada tamaño de cola. */
  readonly points: readonly { readonly pending: number; readonly ms: number }[]
}

/**
 * Cuánto tarda un lote según lo que haya esperando: lo que crece con la cola, se para con ella. Los dos
 * con cada tamaño, uno detrás de otro: lo que frene a la máquina a ratos los frena a los dos.
 */
export async function measureCurve(bench: Bench): Promise<readonly Series[]> {
  await using contenders = await openContenders(bench)
  const measured = [contenders.reference, contenders.rowByRow].map((contender) => ({
    contender,
    points: [] as { pending: number; ms: number }[],
  }))
  for (const pending of sizes) {
    for (const { contender, points } of measured) {
      bench.signal.throwIfAborted()
      const samples = await timeBatches(contender, { pending, batches })
      points.push({ pending, ms: spreadOf(samples).median })
    }
  }
  return measured.map(({ contender, points }) => ({ name: contender.name, points }))
}
