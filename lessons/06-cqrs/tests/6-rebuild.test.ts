import { expect, explain, outcomeNow, test } from '@taller/workbench/testing'

import type { OrderEvent } from '../src/order-event.ts'
import { project, rebuild } from '../src/projection.ts'
import { handleQuery } from '../src/queries.ts'
import { failOnInsert, holdBefore, openBusyProjector } from './database-faults.ts'
import { cancelled, placed } from './events.ts'
import { endOf, ending, resultOf } from './in-words.ts'
import { openShop, type ReadRow, type Shop } from './shop.ts'

const history: readonly OrderEvent[] = [
  placed('ord_1'),
  placed('ord_2', { userId: 'usr_2', userEmail: 'luis@example.com', userName: 'Luis' }),
  cancelled('ord_1'),
  placed('ord_3', { productNames: ['Taza'], totalCents: 1_250 }),
]

test('reconstruir da las mismas filas que haber proyectado en su día', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop, history)
  const before = await shop.readModels()
  // Lo que ha pasado desde entonces no está en los eventos, así que no puede notarse.
  await shop.query(
    `UPDATE users SET email = 'ana@example.net' WHERE id = 'usr_1';
     UPDATE products SET name = 'Taza (modelo 2027)' WHERE id = 'taza'`,
  )

  await resultOf('rebuild', rebuild(shop.openStrictPool()))

  const after = await shop.readModels()
  const changed = before.filter((row, index) => inWords(row) !== inWords(after[index]))
  expect(
    after,
    explain({
      happened: `Se reconstruyó la tabla: había ${before.length} filas y hay ${after.length}, y ${changed.length} no son iguales que antes.`,
      expected: 'exactamente las mismas, columna a columna, salgan cuando salgan.',
      evidence: changed.slice(0, 1).flatMap((row): [string, string][] => [
        ['antes', inWords(row)],
        ['ahora', inWords(after.find(({ id }) => id === row.id))],
      ]),
      why: 'se reconstruye para arreglar un fallo; si cambia lo que estaba bien, nadie se atreve a hacerlo.',
    }),
  ).toEqual(before)
})

test('reconstruir arregla lo estropeado y quita lo que nunca pasó', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop, history)
  const before = await shop.readModels()
  await shop.query(
    `UPDATE order_read_models SET status = 'placed', version = 7, user_name = '???' WHERE id = 'ord_1';
     DELETE FROM order_read_models WHERE id = 'ord_2';
     INSERT INTO order_read_models (id, status, version, user_id) VALUES ('ord_9', 'placed', 1, 'usr_1')`,
  )

  await resultOf('rebuild', rebuild(shop.openStrictPool()))

  const after = await shop.readModels()
  const [broken, missing, ghost] = ['ord_1', 'ord_2', 'ord_9'].map((id) =>
    after.find((row) => row.id === id),
  )
  expect(
    after,
    explain({
      happened:
        ghost !== undefined
          ? 'Había una fila de ord_9, un pedido sin ningún evento, y tras reconstruir sigue ahí.'
          : missing === undefined
            ? 'Faltaba la fila de ord_2, y tras reconstruir sigue faltando.'
            : `La fila de ord_1 estaba estropeada, y tras reconstruir dice: ${inWords(broken)}.`,
      expected: 'la tabla queda como si solo se hubieran proyectado los eventos.',
      evidence: after.map((row) => [row.id, inWords(row)]),
      why: 'la tabla de lectura se puede tirar y rehacer: si hay que arreglarla a mano, ya no es una copia.',
    }),
  ).toEqual(before)
})

test('mientras se reconstruye se sigue leyendo, sin huecos y sin esperar', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop, history)
  await using gate = await holdBefore(shop, 'INSERT order_read_models')
  const rebuilding = endOf(rebuild(shop.openStrictPool()))
  await shop.settledOrBlocked(rebuilding)

  const query = { type: 'GetOrderByIdQuery', orderId: 'ord_2' } as const
  const reading = endOf(handleQuery(shop.openPool(), query))
  await shop.settledOrBlocked(reading, rebuilding)
  const answered = await outcomeNow(reading)
  await gate.release()
  await rebuilding

  const answer = answered.state === 'fulfilled' ? answered.value : undefined
  const order = answer?.state === 'fulfilled' ? answer.value : undefined
  expect(
    { waited: answered.state === 'pending', found: order?.id },
    explain({
      happened:
        answered.state === 'pending'
          ? 'Con la reconstrucción a mitad, quien consultó ord_2 se quedó esperando a que terminara.'
          : answer && answer.state !== 'fulfilled'
            ? `Con la reconstrucción a mitad, la consulta de ord_2 ${ending(answer)}.`
            : 'Con la reconstrucción a mitad, la consulta dijo que ord_2 no existe: la tabla ya estaba vacía para todos.',
      expected:
        'quien lee ve las filas de antes, o las nuevas si ya están todas, y no espera a nadie.',
      evidence: [
        ['la reconstrucción', 'a mitad'],
        ['la consulta', answered.state === 'pending' ? 'espera' : order ? 'lo ve' : 'null'],
      ],
      why: 'con un millón de eventos se tarda una hora: ni una hora sin pedidos, ni una hora de pantallas colgadas.',
    }),
  ).toEqual({ waited: false, found: 'ord_2' })
})

test('si reconstruir falla a mitad, queda lo que había y quien llama lo sabe', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await projected(shop, history)
  const before = await shop.readModels()
  await using fault = await failOnInsert(shop, 'order_read_models', 'ord_3')

  const outcome = await endOf(rebuild(shop.openStrictPool()))
  await fault.repair()

  const after = await shop.readModels()
  expect(
    { caller: outcome.state, rows: after, borrowed: shop.borrowed },
    explain({
      happened: `El último pedido no se podía escribir: rebuild ${ending(outcome)}, y de ${before.length} filas quedan ${after.length}.${
        shop.borrowed > 0 ? ' Además, la conexión no volvió al pool.' : ''
      }`,
      expected: 'rebuild rechaza, las filas de antes siguen ahí y la conexión se devuelve.',
      evidence: [
        ['antes', before.map(({ id }) => id).join('  ')],
        ['después', after.map(({ id }) => id).join('  ') || 'ninguno'],
      ],
      why: 'un arreglo que falla no puede dejar la tienda peor que antes de intentarlo.',
    }),
  ).toEqual({ caller: 'rejected', rows: before, borrowed: 0 })
})

test('lo que se proyecta mientras se reconstruye no se pierde', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop, history)
  await using projector = await openBusyProjector(shop)
  const rebuilding = endOf(rebuild(shop.openStrictPool()))
  await shop.settledOrBlocked(rebuilding)
  await shop.record(placed('ord_4'))
  await resultOf('project', project(projector.client, placed('ord_4')))
  await projector.finish()

  const outcome = await rebuilding

  const ids = (await shop.readModels()).map(({ id }) => id)
  expect(
    { outcome: outcome.state, ids },
    explain({
      happened:
        outcome.state === 'fulfilled'
          ? `Al empezar a reconstruir llegó ord_4, y otro proceso lo proyectó. Al terminar están: ${ids.join(', ') || 'ninguno'}.`
          : `Al empezar a reconstruir llegó ord_4, y otro proceso lo proyectó: rebuild ${ending(outcome)}.`,
      expected: 'los cuatro pedidos: lo que llega a mitad puede esperar, pero no perderse.',
      evidence: [['quedan', ids.join('  ') || 'ninguno']],
      why: 'la tienda no cierra mientras reconstruyes: un pedido borrado así no vuelve hasta la próxima vez.',
    }),
  ).toEqual({ outcome: 'fulfilled', ids: ['ord_1', 'ord_2', 'ord_3', 'ord_4'] })
})

/** Los eventos están en el registro, y la tabla de lectura al día. */
async function projected(shop: Shop, events: readonly OrderEvent[]): Promise<void> {
  await shop.record(...events)
  const pool = shop.openPool()
  for (const event of events) await resultOf('project', project(pool, event))
}

function inWords(row: ReadRow | undefined): string {
  const { id: _id, ...rest } = row ?? { id: '' }
  return row ? Object.values(rest).map(cell).join(' · ') : 'no está'
}

function cell(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}
