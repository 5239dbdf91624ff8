import { expect, explain, outcomeNow, test } from '@taller/workbench/testing'

import { project, rebuild } from '../src/projection.ts'
import { handleQuery } from '../src/queries.ts'
import { expectSameListeners } from './aftermath.ts'
import {
  dieOnWrite,
  failOnCommit,
  failOnDelete,
  failOnWrite,
  holdBefore,
  lendClosed,
  openBusyProjector,
  openProjector,
  openReader,
} from './database-faults.ts'
import { cancelled, placed } from './events.ts'
import { endOf, ending, resultOf } from './in-words.ts'
import { attempt, expectUndone, inWords, projected, spoiled } from './rebuild-checks.ts'
import { openShop } from './shop.ts'

test('reconstruir da las mismas filas que haber proyectado en su día', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop)
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
  await projected(shop)
  const before = await shop.readModels()
  await shop.query(
    `UPDATE order_read_models SET status = 'placed', version = 7, user_name = '???' WHERE id = 'ord_1';
     UPDATE order_read_models SET status = 'cancelled', version = 2 WHERE id = 'ord_3';
     DELETE FROM order_read_models WHERE id = 'ord_2';
     INSERT INTO order_read_models (id, status, version, user_id) VALUES ('ord_9', 'placed', 1, 'usr_1')`,
  )

  await resultOf('rebuild', rebuild(shop.openStrictPool()))

  const after = await shop.readModels()
  const [missing, ghost] = ['ord_2', 'ord_9'].map((id) => after.find((row) => row.id === id))
  const broken = after.find((row, index) => inWords(row) !== inWords(before[index]))
  expect(
    after,
    explain({
      happened:
        ghost !== undefined
          ? 'Había una fila de ord_9, un pedido sin ningún evento, y tras reconstruir sigue ahí.'
          : missing === undefined
            ? 'Faltaba la fila de ord_2, y tras reconstruir sigue faltando.'
            : `La fila de ${broken?.id} estaba estropeada, y tras reconstruir dice: ${inWords(broken)}.`,
      expected: 'la tabla queda como si solo se hubieran proyectado los eventos.',
      evidence: after.map((row) => [row.id, inWords(row)]),
      why: 'la tabla de lectura se puede tirar y rehacer: si hay que arreglarla a mano, ya no es una copia.',
    }),
  ).toEqual(before)
})

test('mientras se reconstruye se sigue leyendo, sin huecos y sin esperar', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop)
  await using gate = await holdBefore(shop, 'INSERT order_read_models')
  await using other = await openReader(shop)
  const rebuilding = endOf(rebuild(shop.openStrictPool()))
  await shop.settledOrBlocked(rebuilding)

  const query = { type: 'GetOrderByIdQuery', orderId: 'ord_2' } as const
  const reading = endOf(handleQuery(shop.openPool(), query))
  await shop.settledOrBlocked(reading, rebuilding)
  const answered = await outcomeNow(reading)
  await other.finish()
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
        ['otra consulta', 'larga, y a mitad'],
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
  await projected(shop)
  const before = await shop.readModels()
  await using _fault = await failOnWrite(shop, 'order_read_models', 'ord_3')

  const outcome = await attempt(shop)

  await expectUndone(shop, outcome, 'El último pedido no se podía escribir', before)
})

test('lo que se proyecta mientras se reconstruye no se pierde', async ({ database }) => {
  await using shop = await openShop(database)
  await projected(shop)
  await using projector = await openBusyProjector(shop)
  // Uno repetido: así tiene también lo que el propio project bloquee, sea lo que sea.
  await resultOf('project', project(projector.client, placed('ord_1')))
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

test('un proyector con dos eventos en una transacción no se cruza con la reconstrucción', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await projected(shop)
  const batch = [placed('ord_4'), cancelled('ord_2')] as const
  await shop.record(...batch)
  await using projector = await openProjector(shop)
  await resultOf('project', project(projector.client, batch[0]))
  const rebuilding = endOf(rebuild(shop.openStrictPool()))
  await shop.settledOrBlocked(rebuilding)

  const projecting = await endOf(project(projector.client, batch[1]))
  await projector.finish()
  const outcome = await rebuilding

  const states = (await shop.readModels()).map(({ id, status }) => `${id} ${status}`)
  expect(
    { project: projecting.state, rebuild: outcome.state, states },
    explain({
      happened: `Otro proceso proyectaba ord_4 y la cancelación de ord_2 en una transacción, y se empezó a reconstruir entre los dos: project ${ending(projecting)} y rebuild ${ending(outcome)}.`,
      expected:
        'la reconstrucción espera a que ese proceso termine antes de tocar nada, y los dos acaban bien.',
      evidence: [['quedan', states.join('  ')]],
      why: 'si cada uno bloquea la fila que quiere el otro (un interbloqueo, deadlock), PostgreSQL hace fallar a uno: solo pasa con la tienda llena, y nadie sabe repetirlo.',
    }),
  ).toEqual({
    project: 'fulfilled',
    rebuild: 'fulfilled',
    states: ['ord_1 cancelled', 'ord_2 cancelled', 'ord_3 placed', 'ord_4 placed'],
  })
})

test('falle lo que falle, la reconstrucción no deja nada a medias ni suelto', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const before = await spoiled(shop)
  const pool = shop.openPoolWith('-c lock_timeout=20')
  const faults: readonly [string, () => Promise<AsyncDisposable> | Disposable][] = [
    ['La conexión llegó ya cerrada', () => lendClosed(pool)],
    ['Otro proceso tenía bloqueada la tabla y no la soltaba', () => openBusyProjector(shop)],
    ['No se podía borrar ninguna fila', () => failOnDelete(shop)],
    ['Todo fue bien hasta el COMMIT, que falló', () => failOnCommit(shop, 'order_read_models')],
  ]
  for (const [fact, breakIt] of faults) {
    await using _fault = await breakIt()
    await expectUndone(shop, await attempt(shop, pool), fact, before)
  }
})

test('si la conexión muere a mitad de la reconstrucción, el proceso sigue', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const before = await spoiled(shop)
  await using _fault = await dieOnWrite(shop, 'order_read_models')

  const outcome = await attempt(shop)

  await expectUndone(shop, outcome, 'PostgreSQL cerró la conexión a mitad', before)
})

test('la conexión vuelve al pool con las mismas escuchas, reconstrucción tras reconstrucción', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await projected(shop)
  const pool = shop.openStrictPool()

  await expectSameListeners(shop, 'rebuild', () => rebuild(pool))
})
