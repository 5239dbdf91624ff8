/** Mediana y cuartiles: con pocas repeticiones y una máquina compartida, la media miente. */
export type Spread = {
  readonly median: number
  readonly q1: number
  readonly q3: number
  readonly samples: readonly number[]
}

export type Pairs = {
  readonly subject: readonly number[]
  readonly baseline: readonly number[]
}

/** Una medida: hace el trabajo una vez y devuelve lo que tardó, en milisegundos. */
export type Measure = () => Promise<number>

/**
 * A B A B…: lo que frena a la máquina a ratos frena a los dos por igual. La primera vuelta de cada
 * uno calienta cachés y no cuenta.
 */
export async function interleave(
  subject: Measure,
  baseline: Measure,
  repetitions: number,
): Promise<Pairs> {
  await subject()
  await baseline()
  const pairs = { subject: [] as number[], baseline: [] as number[] }
  for (let turn = 0; turn < repetitions; turn++) {
    pairs.subject.push(await subject())
    pairs.baseline.push(await baseline())
  }
  return pairs
}

export async function repeat(measure: Measure, repetitions: number): Promise<number[]> {
  const samples: number[] = []
  for (let turn = 0; turn < repetitions; turn++) samples.push(await measure())
  return samples
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    samples,
  }
}

/** La razón de cada par, y no la razón de las medianas: cada par sufrió la misma máquina. */
export function ratioOf({ subject, baseline }: Pairs): Spread {
  return spreadOf(subject.map((ms, index) => ms / baseline[index]!))
}

/** Los cuartiles, más separados que la cuarta parte de la mediana: algo más usaba la máquina. */
export function isNoisy({ median, q1, q3 }: Spread): boolean {
  return q3 - q1 > median / 4
}

export type TargetVerdict = 'met' | 'missed' | 'unclear'

/** Solo se afirma lo que sostienen tres de cada cuatro repeticiones. */
export function compareWith(target: number, { q1, q3 }: Spread): TargetVerdict {
  if (q3 <= target) return 'met'
  return q1 > target ? 'missed' : 'unclear'
}

function quantile(sorted: readonly number[], fraction: number): number {
  const position = (sorted.length - 1) * fraction
  const low = sorted[Math.floor(position)]!
  const high = sorted[Math.ceil(position)]!
  return low + (high - low) * (position - Math.floor(position))
}
