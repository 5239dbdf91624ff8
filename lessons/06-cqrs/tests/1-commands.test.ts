import { expect, explain, test } from '@taller/workbench/testing'

import { handleCommand } from '../src/commands.ts'
import { expectSameListeners } from './aftermath.ts'
import {
  buyInTwoProcesses,
  expectBareAnswer,
  expectOnce,
  expectRepeated,
  expectSameAnswer,
  expectTwoOrders,
  expectUnchanged,
  nothing,
  resultOfCommand,
  twiceAtOnce,
} from './command-checks.ts'
import { dieOnWrite, failOnCommit, failOnWrite, lendClosed } from './database-faults.ts'
import { count, endOf, resultOf, thereAre } from './in-words.ts'
import { buy, cancel, placeOrd1, send, writeSide } from './orders.ts'
import { openShop } from './shop.ts'

test('una compra queda guardada con sus líneas y su importe', async ({ database }) => {
  await using shop = await openShop(database)
  const { orderId } = await resultOfCommand(shop, buy)

  const orders = await shop.query('SELECT id, user_id, status, total_cents, version FROM orders')
  const lines = await shop.query(
    `SELECT order_id, line, product_id, quantity, unit_price_cents FROM order_lines ORDER BY line`,
  )
  expect(
    { orders, lines },
    explain({
      happened: `Tras comprar dos tazas y una lámina ${thereAre(orders.length, 'pedido')} y ${count(lines.length, 'línea', 'ninguna línea')}, o no con esos datos.`,
      expected:
        'una fila en orders con el id devuelto, estado placed, versión 1 y el total en céntimos, y una en order_lines por línea, numeradas desde 1, con el precio de hoy.',
      why: 'el almacén prepara lo que dicen las líneas, y se cobra lo que dice el total.',
    }),
  ).toEqual({
    orders: [{ id: orderId, user_id: 'usr_1', status: 'placed', total_cents: 4_999, version: 1 }],
    lines: [
      { order_id: orderId, line: 1, product_id: 'taza', quantity: 2, unit_price_cents: 1_250 },
      { order_id: orderId, line: 2, product_id: 'lamina', quantity: 1, unit_price_cents: 2_499 },
    ],
  })
})

test('un comando devuelve el id y la versión, y nada más', async ({ database }) => {
  await using shop = await openShop(database)
  const result = await resultOfCommand(shop, buy)

  expectBareAnswer(result)
})

test('dos compras en el mismo milisegundo, en dos procesos, son dos pedidos', async ({
  database,
}) => {
  await using shop = await openShop(database)

  await expectTwoOrders(shop, await buyInTwoProcesses(shop))
})

test('una compra deja un solo evento, que la cuenta entera', async ({ database }) => {
  await using shop = await openShop(database)
  const { orderId } = await resultOfCommand(shop, buy)

  const events = await shop.query('SELECT order_id, version, type, data FROM order_events')
  expect(
    events,
    explain({
      happened:
        events.length === 1
          ? 'Hay un evento, pero no cuenta el pedido tal como se hizo.'
          : `Tras una compra ${thereAre(events.length, 'evento')} en order_events.`,
      expected:
        "un 'order.placed' de ese pedido, versión 1, con userId, userEmail, userName, productNames (por líneas) y totalCents en data.",
      why: 'quien proyecta solo tiene el evento: lo que no va en él no se podrá enseñar.',
    }),
  ).toEqual([
    {
      order_id: orderId,
      version: 1,
      type: 'order.placed',
      data: {
        userId: 'usr_1',
        userEmail: 'ana@example.com',
        userName: "Ana O'Hara",
        productNames: ['Taza', 'Lámina'],
        totalCents: 4_999,
      },
    },
  ])
})

test('cancelar cambia el estado, sube la versión y deja su evento', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)

  const result = await resultOfCommand(shop, cancel)

  const { orders } = await writeSide(shop)
  const events = await shop.query(
    `SELECT order_id, version, type, data FROM order_events WHERE type = 'order.cancelled'`,
  )
  expect(
    { result, orders, events },
    explain({
      happened: `Se canceló ord_1: handleCommand devolvió ${JSON.stringify(result)}, el pedido está ${orders[0]?.status} en la versión ${orders[0]?.version}, y ${thereAre(events.length, 'evento')} de cancelación.`,
      expected:
        "{ orderId: 'ord_1', version: 2 }, el pedido cancelled en la versión 2, y un 'order.cancelled' versión 2 con data { reason }.",
      why: 'sin la versión, quien proyecta no sabe si lo que le llega es más nuevo que lo que tiene.',
    }),
  ).toEqual({
    result: { orderId: 'ord_1', version: 2 },
    orders: [{ id: 'ord_1', status: 'cancelled', version: 2 }],
    events: [
      { order_id: 'ord_1', version: 2, type: 'order.cancelled', data: { reason: cancel.reason } },
    ],
  })
})

test('si el evento de una compra no se puede escribir, no hay pedido', async ({ database }) => {
  await using shop = await openShop(database)
  await using _fault = await failOnWrite(shop, 'order_events')

  const outcome = await send(shop, buy)

  await expectUnchanged(shop, outcome, 'La tabla order_events no admitía el evento', nothing)
})

test('si falla el COMMIT, no queda nada y quien llama lo sabe', async ({ database }) => {
  await using shop = await openShop(database)
  await using _fault = await failOnCommit(shop, 'order_events')

  const outcome = await send(shop, buy)

  await expectUnchanged(shop, outcome, 'Todo fue bien hasta el COMMIT, que falló', nothing)
})

test('el mismo commandId dos veces es un solo pedido y la misma respuesta', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  const first = await resultOf('handleCommand', handleCommand(pool, buy))

  const second = await endOf(handleCommand(pool, buy))

  await expectOnce(shop, first, second, 'Ana pulsó «Comprar» dos veces')
})

test('repetir una cancelación da la misma respuesta y ningún evento más', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)
  const pool = shop.openStrictPool()
  const first = await resultOf('handleCommand', handleCommand(pool, cancel))

  const second = await endOf(handleCommand(pool, cancel))

  await expectSameAnswer(shop, first, second, {
    fact: 'Ana canceló, y la cancelación llegó otra vez con su commandId',
    why: 'quien reintenta porque no oyó la respuesta no ha hecho nada mal: se canceló, y hay que decírselo.',
  })
})

test('repetir una compra da su respuesta aunque el pedido haya cambiado', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  const first = await resultOf('handleCommand', handleCommand(pool, buy))
  const between = { ...cancel, commandId: 'cmd-entre-medias', orderId: first.orderId }
  await resultOf('handleCommand', handleCommand(pool, between))

  const second = await endOf(handleCommand(pool, buy))

  await expectSameAnswer(shop, first, second, {
    fact: 'Ana compró, canceló, y la compra llegó otra vez con su commandId',
    why: 'si la respuesta depende de cuándo se reintenta, quien reintenta espera por una versión que no es la suya.',
  })
})

test('un producto en dos líneas cuenta dos veces, y cada nombre va en su línea', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const items = ['lamina', 'taza', 'taza'].map((productId) => ({ productId, quantity: 1 }))
  await resultOfCommand(shop, { ...buy, items })

  const [names] = await shop.query(
    `SELECT data -> 'productNames' AS names, data -> 'totalCents' AS total FROM order_events`,
  )
  expect(
    names,
    explain({
      happened: `Se compró una lámina, una taza y otra taza, en tres líneas: el evento dice ${JSON.stringify(names)}.`,
      expected: 'Lámina, Taza y Taza: un nombre por línea, en su orden, y 4999 céntimos.',
      why: 'dos líneas pueden ser del mismo producto, y quien mira su pedido espera ver las dos.',
    }),
  ).toEqual({ names: ['Lámina', 'Taza', 'Taza'], total: 4_999 })
})

test('cancelar suma uno a la versión que tenga el pedido', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)
  await shop.query(`UPDATE orders SET version = 4 WHERE id = 'ord_1'`)

  const result = await resultOfCommand(shop, cancel)

  const { orders } = await writeSide(shop)
  const [event] = await shop.query(
    `SELECT version FROM order_events WHERE type = 'order.cancelled'`,
  )
  const versions = { answer: result.version, order: orders[0]?.version, event: event?.['version'] }
  expect(
    versions,
    explain({
      happened: `ord_1 iba por la versión 4 y se canceló: se contestó la ${versions.answer}, el pedido dice ${versions.order} y el evento, ${versions.event}.`,
      expected: 'la versión 5 en los tres sitios: la que tenía el pedido, más uno.',
      why: 'una versión fija deja de valer el día que un pedido pueda cambiar de otra manera.',
    }),
  ).toEqual({ answer: 5, order: 5, event: 5 })
})

test('lo que falló se puede repetir con el mismo commandId', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  const fault = await failOnWrite(shop, 'order_events')
  await endOf(handleCommand(pool, buy))
  await fault.repair()

  const outcome = await endOf(handleCommand(pool, buy))

  await expectRepeated(shop, outcome)
})

test('el mismo commandId dos veces a la vez es un solo pedido', async ({ database }) => {
  await using shop = await openShop(database)

  const [first, second] = await twiceAtOnce(shop, buy)

  await expectOnce(shop, first, second, 'Llegaron a la vez dos copias del mismo comando')
})

test('la misma cancelación dos veces a la vez da la misma respuesta', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)

  const [first, second] = await twiceAtOnce(shop, cancel)

  await expectSameAnswer(shop, first, second, {
    fact: 'Llegaron a la vez dos copias de la misma cancelación, con su commandId, y a la segunda',
    why: 'quien pulsa dos veces «Cancelar» ve un error de algo que salió bien, y llama a la tienda.',
  })
})

test('si falla cualquier otra escritura, tampoco cambia nada', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  for (const table of ['orders', 'order_lines', 'processed_commands'] as const) {
    await using _fault = await failOnWrite(shop, table)
    const outcome = await send(shop, buy, pool)
    await expectUnchanged(shop, outcome, `En una compra, ${table} no se podía escribir`, nothing)
  }
  await placeOrd1(shop)
  const before = await writeSide(shop)
  for (const table of ['orders', 'order_events', 'processed_commands'] as const) {
    await using _fault = await failOnWrite(shop, table)
    const outcome = await send(shop, cancel, pool)
    const fact = `En una cancelación, ${table} no se podía escribir`
    await expectUnchanged(shop, outcome, fact, before)
  }
})

test('si la conexión llega ya cerrada, handleCommand lo dice una vez', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  using _closed = lendClosed(pool)

  const outcome = await send(shop, buy, pool)

  await expectUnchanged(shop, outcome, 'La conexión llegó ya cerrada', nothing)
})

test('si la conexión muere a mitad de un comando, el proceso sigue', async ({ database }) => {
  await using shop = await openShop(database)
  await using _fault = await dieOnWrite(shop, 'order_events')

  const outcome = await send(shop, buy)

  await expectUnchanged(shop, outcome, 'PostgreSQL cerró la conexión a mitad', nothing)
})

test('la conexión vuelve al pool con las mismas escuchas, comando tras comando', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()

  await expectSameListeners(shop, 'handleCommand', (turn) =>
    handleCommand(pool, { ...buy, commandId: `cmd-${turn}` }),
  )
})
