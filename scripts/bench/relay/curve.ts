import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Machine } from '../machine.ts'
import type { Bench } from '../measurement.ts'
import { spreadOf } from '../samples.ts'
import { timeBatches } from './contender.ts'
import { openContenders } from './open-contenders.ts'
import { drawCurve } from './plot.ts'

const sizes = [1_000, 10_000, 100_000, 1_000_000] as const
const batches = 9

export type Series = {
  readonly name: string
  /** Mediana de los milisegundos de un lote, con cada tamaño de cola. */
  readonly points: readonly { readonly pending: number; readonly ms: number }[]
}

export type Curve = { readonly machine: Machine; readonly series: readonly Series[] }

/** Cuánto tarda un lote según lo que haya esperando: lo que crece con la cola, se para con ella. */
export async function measureCurve(bench: Bench, machine: Machine): Promise<Curve> {
  await using contenders = await openContenders(bench)
  const series: Series[] = []
  for (const contender of [contenders.reference, contenders.rowByRow]) {
    const points = []
    for (const pending of sizes) {
      bench.signal.throwIfAborted()
      const samples = await timeBatches(contender, { pending, batches })
      points.push({ pending, ms: spreadOf(samples).median })
    }
    series.push({ name: contender.name, points })
  }
  return { machine, series }
}

/** Lo que se publica: los datos y su dibujo, en la carpeta de resultados del repositorio. */
export async function publishCurve(root: string, curve: Curve): Promise<readonly string[]> {
  const folder = join(root, 'scripts/bench/results')
  await mkdir(folder, { recursive: true })
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value
  const data = join(folder, 'relay-curve.json')
  const plot = join(folder, 'relay-curve.svg')
  await writeFile(data, `${JSON.stringify(curve, rounded, 2)}\n`)
  await writeFile(plot, drawCurve(curve))
  return [data, plot]
}
