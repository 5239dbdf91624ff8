import { Adversary, expect, explain, test } from '@taller/workbench/testing'

import type { OrderEvent } from '../src/order-event.ts'
import { project } from '../src/projection.ts'
import { handleQuery } from '../src/queries.ts'
import { holdBefore } from './database-faults.ts'
import { cancelled, placed } from './events.ts'
import { endOf, ending, resultOf } from './in-words.ts'
import { openShop, type ReadRow, type Shop } from './shop.ts'

test('un evento repetido no cambia nada ni falla', async ({ database }) => {
  await using shop = await openShop(database)
  const delivery = [placed('ord_1'), placed('ord_1'), cancelled('ord_1'), cancelled('ord_1')]

  const failure = await deliver(shop, delivery)

  const rows = await shop.readModels()
  expect(
    { failure, rows },
    explain({
      happened: failure ?? `Cada evento llegó dos veces y quedó: ${inWords(rows)}.`,
      expected: 'project no rechaza, y la fila queda como si cada uno hubiera llegado una vez.',
      evidence: trail(delivery),
      why: 'la entrega es al menos una vez: un proyector que falla con el duplicado se queda atascado en él para siempre.',
    }),
  ).toEqual({ failure: undefined, rows: [cancelledRow('ord_1')] })
})

test('una cancelación que llega antes que su pedido no se pierde', async ({ database }) => {
  await using shop = await openShop(database)
  const delivery = [cancelled('ord_1'), placed('ord_1')]

  const failure = await deliver(shop, delivery)

  const rows = await shop.readModels()
  expect(
    { failure, rows },
    explain({
      happened:
        failure ??
        (rows[0]?.status === 'placed'
          ? 'Llegó primero la cancelación, después el pedido, y el pedido se enseña como placed: la cancelación se perdió.'
          : rows[0]?.user_id === null
            ? 'Llegó primero la cancelación, y cuando llegó el pedido no se guardaron sus datos: la fila está vacía.'
            : `Llegó primero la cancelación y después el pedido, y quedó: ${inWords(rows)}.`),
      expected:
        'el mismo resultado que en el otro orden: cancelado, versión 2, con todos los datos.',
      evidence: trail(delivery),
      why: 'con dos consumidores o un reintento, el orden se pierde; y se acaba enviando un pedido cancelado.',
    }),
  ).toEqual({ failure: undefined, rows: [cancelledRow('ord_1')] })
})

test('mientras solo ha llegado la cancelación, la consulta dice null', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'), cancelled('ord_1'))
  await resultOf('project', project(shop.openPool(), cancelled('ord_1')))

  const outcome = await endOf(
    handleQuery(shop.openPool(), { type: 'GetOrderByIdQuery', orderId: 'ord_1' }),
  )

  expect(
    outcome,
    explain({
      happened:
        outcome.state === 'fulfilled'
          ? `Solo había llegado la cancelación, y la consulta devolvió ${JSON.stringify(outcome.value)}.`
          : `Solo había llegado la cancelación, y la consulta ${ending(outcome)}.`,
      expected: 'null: de ese pedido todavía no se sabe nada que enseñar.',
      at: 'handleQuery',
      why: 'una pantalla con «undefined» o un error 500 hacen creer que la tienda está rota.',
    }),
  ).toEqual({ state: 'fulfilled', value: null })
})

test('un order.placed repetido y tardío no resucita un pedido cancelado', async ({ database }) => {
  await using shop = await openShop(database)
  const delivery = [placed('ord_1'), cancelled('ord_1'), placed('ord_1')]

  const failure = await deliver(shop, delivery)

  const rows = await shop.readModels()
  expect(
    { failure, rows },
    explain({
      happened:
        failure ??
        `El pedido se hizo, se canceló, y llegó otra vez el order.placed del principio: quedó ${inWords(rows)}.`,
      expected:
        'sigue cancelado, en la versión 2: un evento viejo no cambia lo que ya es más nuevo.',
      evidence: trail(delivery),
      why: 'un reintento de hace una hora volvería a poner en marcha lo que el cliente canceló.',
    }),
  ).toEqual({ failure: undefined, rows: [cancelledRow('ord_1')] })
})

test('dos proyectores a la vez, uno con cada evento, no se pisan', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'), cancelled('ord_1'))
  await using gate = await holdBefore(shop, 'INSERT order_read_models', 'UPDATE order_read_models')
  const runs = [placed('ord_1'), cancelled('ord_1')].map((event) =>
    endOf(project(shop.openPool(), event)),
  )
  await shop.settledOrBlocked(...runs)
  await gate.release()

  const outcomes = await Promise.all(runs)

  const rows = await shop.readModels()
  expect(
    { ends: outcomes.map(({ state }) => state), rows },
    explain({
      happened: `Los dos eventos de ord_1 se proyectaron a la vez: uno ${outcomes.map(ending).join(', el otro ')}, y quedó ${inWords(rows)}.`,
      expected: 'los dos terminan bien, y el pedido queda cancelado con todos sus datos.',
      why: 'entre mirar si la fila está y escribirla cabe otro proceso: en pruebas nunca, y en producción cada día.',
    }),
  ).toEqual({ ends: ['fulfilled', 'fulfilled'], rows: [cancelledRow('ord_1')] })
})

test('una entrega con duplicados y desorden da el mismo resultado', async ({
  database,
  adversary,
}) => {
  await using shop = await openShop(database)
  const events = ['ord_1', 'ord_2', 'ord_3', 'ord_4'].flatMap(historyOf)
  const delivery = adversary.duplicateLate(
    adversary.duplicate(adversary.reorder([...events, ...events])),
  )

  const failure = await deliver(shop, delivery)

  const rows = await shop.readModels()
  const [wrong] = rows.filter((row) => inWords([row]) !== inWords([expectedRow(row.id)]))
  expect(
    { failure, rows },
    explain({
      happened:
        failure ??
        `Con los eventos repetidos y barajados, quedó: ${inWords(wrong ? [wrong] : rows)}.`,
      expected: 'la misma tabla que si hubiera llegado cada evento una vez y en su orden.',
      evidence: trail(delivery.filter(({ orderId }) => orderId === (wrong?.id ?? orderId))),
      why: 'esto es lo que un broker entrega un mal día; el proyector no puede depender de que sea bueno.',
    }),
  ).toEqual({ failure: undefined, rows: ['ord_1', 'ord_2', 'ord_3', 'ord_4'].map(expectedRow) })
})

test('doscientas entregas adversas dan el mismo resultado', async ({ database }) => {
  await using shop = await openShop(database)
  const histories = adverseHistories(200)

  const failure = await deliver(
    shop,
    histories.flatMap(({ delivery }) => delivery),
  )

  const rows = await shop.readModels()
  const wrong = histories.find(({ orderId }) => {
    return inWords(rows.filter(({ id }) => id === orderId)) !== inWords([expectedRow(orderId)])
  })
  const left = rows.filter(({ id }) => id === wrong?.orderId)
  expect(
    { failure, wrong: wrong?.seed },
    explain({
      happened:
        failure ??
        `Con la semilla ${wrong?.seed}, los eventos llegaron así y quedó: ${inWords(left)}.`,
      expected: 'cancelado si la historia lo cancela, y siempre con todos sus datos.',
      evidence: wrong ? trail(wrong.delivery) : [],
      why: 'cada entrega rara que no se prueba es un pedido que alguien verá mal.',
    }),
  ).toEqual({ failure: undefined, wrong: undefined })
})

type History = {
  readonly seed: number
  readonly orderId: string
  readonly delivery: readonly OrderEvent[]
}

// #region seeds
/** Lo que entregan las semillas 1…seeds. De dos entregas iguales basta con la primera. */
function adverseHistories(seeds: number): readonly History[] {
  const byShape = new Map<string, History>()
  for (let seed = 1; seed <= seeds; seed++) {
    const adversary = new Adversary(seed)
    const orderId = `ord_${String(seed).padStart(3, '0')}`
    const repeated = adversary.duplicate(adversary.duplicate(historyOf(orderId)))
    const delivery = adversary.duplicateLate(adversary.reorder(repeated))
    const shape = delivery.map(({ type }) => type).join()
    if (!byShape.has(shape)) byShape.set(shape, { seed, orderId, delivery })
  }
  return [...byShape.values()]
}
// #endregion seeds

/** Los pedidos acabados en 4 o en 8 no se cancelan. */
function historyOf(orderId: string): OrderEvent[] {
  return orderId.endsWith('4') || orderId.endsWith('8')
    ? [placed(orderId)]
    : [placed(orderId), cancelled(orderId)]
}

function expectedRow(id: string): ReadRow {
  const row = cancelledRow(id)
  return historyOf(id).length === 2 ? row : { ...row, status: 'placed', version: 1 }
}

function cancelledRow(id: string): ReadRow {
  const { data, occurredAt } = placed(id)
  return {
    id,
    status: 'cancelled',
    version: 2,
    user_id: data.userId,
    user_email: data.userEmail,
    user_name: data.userName,
    product_names: [...data.productNames],
    total_cents: data.totalCents,
    created_at: occurredAt,
  }
}

/** Los proyecta de uno en uno, en ese orden. Si alguno falla, lo que hay que contar. */
async function deliver(shop: Shop, delivery: readonly OrderEvent[]): Promise<string | undefined> {
  const recorded = new Map(delivery.map((event) => [nameInWords(event), event]))
  await shop.record(...[...recorded.values()].toSorted((a, b) => a.version - b.version))
  const pool = shop.openPool()
  for (const [index, event] of delivery.entries()) {
    const outcome = await endOf(project(pool, event))
    if (outcome.state === 'fulfilled') continue
    return `En la entrega número ${index + 1}, project(${nameInWords(event)}) ${ending(outcome)}.`
  }
  return undefined
}

function nameInWords({ type, orderId }: OrderEvent): string {
  return `${type} de ${orderId}`
}

function inWords(rows: readonly ReadRow[]): string {
  return (
    rows
      .map(({ id, status, version, user_id: userId }) => {
        return `${id} ${status} v${version}${userId === null ? ' sin datos' : ''}`
      })
      .join(', ') || 'nada'
  )
}

function trail(delivery: readonly OrderEvent[]): [string, string][] {
  return delivery.map((event, index) => [`${index + 1}.º`, nameInWords(event)])
}
