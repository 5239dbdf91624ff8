import { expect, explain } from '@taller/workbench/testing'

import type { OrderEvent } from '../src/order-event.ts'
import { project, rebuild } from '../src/projection.ts'
import { type Aftermath, aftermathOf, careful, carelessness } from './aftermath.ts'
import { cancelled, placed } from './events.ts'
import { ending, resultOf } from './in-words.ts'
import type { ReadRow, Shop } from './shop.ts'

const history: readonly OrderEvent[] = [
  placed('ord_1'),
  placed('ord_2', { userId: 'usr_2', userEmail: 'luis@example.com', userName: 'Luis' }),
  cancelled('ord_1'),
  placed('ord_3', { productNames: ['Taza'], totalCents: 1_250 }),
]

/** Los eventos están en el registro, y la tabla de lectura al día. */
export async function projected(shop: Shop): Promise<void> {
  await shop.record(...history)
  const pool = shop.openPool()
  for (const event of history) await resultOf('project', project(pool, event))
}

/** Como `projected`, y con algo que arreglar: quien reconstruye tiene que escribir y que borrar. */
export async function spoiled(shop: Shop): Promise<readonly ReadRow[]> {
  await projected(shop)
  await shop.query(
    `UPDATE order_read_models SET version = 7 WHERE id = 'ord_1';
     DELETE FROM order_read_models WHERE id = 'ord_2';
     INSERT INTO order_read_models (id, status, version) VALUES ('ord_9', 'placed', 1)`,
  )
  return shop.readModels()
}

/** Una reconstrucción en un mundo roto. */
export function attempt(shop: Shop, pool = shop.openStrictPool()): Promise<Aftermath<void>> {
  return aftermathOf(shop, () => rebuild(pool))
}

export async function expectUndone(
  shop: Shop,
  { outcome, care }: Aftermath<void>,
  fact: string,
  before: readonly ReadRow[],
): Promise<void> {
  const after = await shop.readModels()
  const same = JSON.stringify(after) === JSON.stringify(before)
  const careless = same && outcome.state === 'rejected' ? carelessness(care) : undefined
  expect(
    { caller: outcome.state, rows: after, ...care },
    explain({
      happened: `${fact}: rebuild ${ending(outcome)}${
        careless
          ? `, y la tabla sigue como estaba, pero ${careless.happened}`
          : same
            ? `, y la tabla sigue como estaba${outcome.state === 'fulfilled' ? ': dio por hecho lo que no se hizo' : ''}`
            : `, y la tabla ya no está como estaba: de ${before.length} filas quedan ${after.length}`
      }.`,
      expected: careless?.expected ?? 'rebuild rechaza, y las filas de antes siguen ahí.',
      evidence: careless?.evidence ?? [namesOf('antes', before), namesOf('después', after)],
      why:
        careless?.why ??
        (same
          ? 'quien no se entera de que falló no lo vuelve a intentar, y la tabla sigue estropeada.'
          : 'un arreglo que falla no puede dejar la tienda peor que antes de intentarlo.'),
    }),
  ).toEqual({ caller: 'rejected', rows: before, ...careful })
}

function namesOf(when: string, rows: readonly ReadRow[]): [string, string] {
  return [when, rows.map(({ id }) => id).join('  ') || 'ninguno']
}

export function inWords(row: ReadRow | undefined): string {
  const { id: _id, ...rest } = row ?? { id: '' }
  return row ? Object.values(rest).map(cell).join(' · ') : 'no está'
}

function cell(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}
