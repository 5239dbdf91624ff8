import type { Bench, Measurement, Row } from './measurement.ts'
import { type Contender, timeDrain } from './relay/contender.ts'
import { openContenders } from './relay/open-contenders.ts'
import { installPgBoss } from './relay/pg-boss.ts'
import { compareWith, interleave, ratioOf, spreadOf } from './samples.ts'

const pending = 10_000
/** La referencia, como mucho, en la quinta parte del tiempo. */
const target = 1 / 5

/** Vaciar la misma cola con el relay de la lección 05 y con los otros dos. */
export async function measureRelay(bench: Bench): Promise<Measurement> {
  await using contenders = await openContenders(bench)
  const { reference, rowByRow, pgBoss } = contenders
  return {
    id: 'relay',
    title: 'Vaciar 10 000 eventos pendientes, en lotes de 100',
    columns: ['lección 05', 'el otro'],
    target,
    rows: [
      await compare(bench, reference, rowByRow, { target }),
      pgBoss === undefined
        ? { name: 'pg-boss', note: `no está instalada: ${installPgBoss}` }
        : await compare(bench, reference, pgBoss),
    ],
  }
}

async function compare(
  { quick, signal }: Bench,
  reference: Contender,
  other: Contender,
  goal?: { readonly target: number },
): Promise<Row> {
  const timed = (contender: Contender) => () => {
    signal.throwIfAborted()
    return timeDrain(contender, pending)
  }
  const pairs = await interleave(timed(reference), timed(other), quick ? 3 : 7)
  const ratio = ratioOf(pairs)
  return {
    name: other.name,
    subject: spreadOf(pairs.subject),
    baseline: spreadOf(pairs.baseline),
    ratio,
    ...(goal ? { target: compareWith(goal.target, ratio) } : {}),
  }
}
