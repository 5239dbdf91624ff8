/** Algo que vacía una cola de pendientes en PostgreSQL, lote a lote. */
export type Contender = {
  readonly name: string
  /** Deja exactamente `count` pendientes, cada uno de un pedido distinto. */
  readonly fill: (count: number) => Promise<void>
  /** Publica y marca un lote; dice cuántos. Cero: no queda nada. */
  readonly drainBatch: () => Promise<number>
}

/** El mismo lote para todos: el del texto que todo el mundo copia. */
export const batchSize = 100

/** Milisegundos hasta vaciar `count` pendientes recién creados. */
export async function timeDrain(contender: Contender, count: number): Promise<number> {
  await contender.fill(count)
  const started = performance.now()
  let published = 0
  for (let batch = -1; batch !== 0;) {
    batch = await contender.drainBatch()
    published += batch
  }
  const ms = performance.now() - started
  if (published !== count) {
    throw new Error(`«${contender.name}» publicó ${published} de ${count}: no hay nada que medir.`)
  }
  return ms
}

/** Milisegundos de cada uno de los `batches` primeros lotes, con `pending` esperando. */
export async function timeBatches(
  contender: Contender,
  { pending, batches }: { pending: number; batches: number },
): Promise<readonly number[]> {
  await contender.fill(pending)
  const samples: number[] = []
  for (let turn = 0; turn < batches; turn++) {
    const started = performance.now()
    const published = await contender.drainBatch()
    samples.push(performance.now() - started)
    if (published !== batchSize) {
      throw new Error(`«${contender.name}» publicó ${published} en un lote de ${batchSize}.`)
    }
  }
  return samples
}
