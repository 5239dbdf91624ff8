import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Machine } from '../machine.ts'
import type { Row } from '../measurement.ts'
import type { Series } from './curve.ts'
import { drawCurve } from './plot.ts'

/** Lo que se publica en el repositorio y cuenta, leyéndolo, la página de la lección 05. */
export type RelayResults = {
  readonly machine: Machine
  /** Medianas, en milisegundos, de vaciar la misma cola: la referencia y, a la vez, el otro. */
  readonly drains: readonly {
    readonly other: string
    readonly referenceMs: number
    readonly otherMs: number
  }[]
  readonly series: readonly Series[]
}

const relayResults = 'scripts/bench/results/relay.json'

export function resultsOf(
  machine: Machine,
  rows: readonly Row[],
  series: readonly Series[],
): RelayResults {
  const drains = rows.flatMap(({ name, subject, baseline }) =>
    subject && baseline
      ? [{ other: name, referenceMs: subject.median, otherMs: baseline.median }]
      : [],
  )
  return { machine, drains, series }
}

/** Los datos y su dibujo; devuelve dónde han quedado. */
export async function publish(root: string, results: RelayResults): Promise<readonly string[]> {
  const data = join(root, relayResults)
  const plot = data.replace(/\.json$/, '.svg')
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value
  await mkdir(join(root, 'scripts/bench/results'), { recursive: true })
  await writeFile(data, `${JSON.stringify(results, rounded, 2)}\n`)
  await writeFile(plot, drawCurve(results.series))
  return [data, plot]
}
