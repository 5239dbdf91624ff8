import {
  expect,
  explain,
  type Outcome,
  test,
  unhandledDuring,
  uncaughtDuring,
} from '@taller/workbench/testing'

import type { NewOrder } from '../src/order.ts'
import { placeOrder } from '../src/place-order.ts'
import { dieOnInsert, failOnCommit, failOnInsert, lendClosed } from './database-faults.ts'
import { endOf, ending, resultOf } from './in-words.ts'
import { openShop, type Shop } from './shop.ts'

const order: NewOrder = {
  userId: "usr_o'hara",
  email: "o'hara@example.com",
  items: [
    { productId: 'taza', quantity: 2, unitPriceCents: 1_250 },
    { productId: "lámina d'or", quantity: 1, unitPriceCents: 2_499 },
  ],
}

test('un pedido queda guardado con sus líneas y su importe', async ({ database }) => {
  await using shop = await openShop(database)
  const { orderId } = await resultOf('placeOrder', placeOrder(shop.openPool(), order))
  await shop.quiet()

  const orders = await shop.query('SELECT id, user_id, email, total_cents FROM orders')
  const lines = await shop.query(
    'SELECT order_id, product_id, quantity, unit_price_cents FROM order_items ORDER BY quantity DESC',
  )
  expect(
    { orders, lines },
    explain({
      happened:
        lines.length === 0
          ? 'El pedido se guardó sin sus líneas: nadie sabrá qué hay que enviar.'
          : `Tras un pedido de dos líneas en orders hay ${orders.length} y en order_items ${lines.length}, o no con esos datos.`,
      expected:
        'una fila en orders, con el id devuelto (un string) y el total, y una en order_items por línea.',
      why: 'el almacén prepara lo que dicen las líneas, y se cobra lo que dice el total.',
    }),
  ).toEqual({
    orders: [{ id: orderId, user_id: order.userId, email: order.email, total_cents: 4_999 }],
    lines: [
      { order_id: orderId, product_id: 'taza', quantity: 2, unit_price_cents: 1_250 },
      { order_id: orderId, product_id: "lámina d'or", quantity: 1, unit_price_cents: 2_499 },
    ],
  })
})

test('cada pedido deja un solo evento pendiente que lo cuenta entero', async ({ database }) => {
  await using shop = await openShop(database)
  const { orderId } = await resultOf('placeOrder', placeOrder(shop.openPool(), order))
  await shop.quiet()

  const events = await shop.query<{ kind: string }>(
    `SELECT aggregate_type, aggregate_id, event_type, payload, jsonb_typeof(payload) AS kind,
            processed_at, attempts FROM outbox_events`,
  )
  expect(
    events,
    explain({
      happened:
        events[0]?.kind === 'string'
          ? 'El payload es un texto JSON metido dentro de otro JSON: se convirtió a texto dos veces.'
          : events.length === 1
            ? 'Hay un evento, pero no cuenta el pedido tal como se hizo.'
            : `Tras un pedido hay ${events.length} eventos en outbox_events.`,
      expected:
        "un evento 'order.placed' del agregado 'order' con ese id, sin procesar y sin intentos, y en el payload orderId, userId, email, totalCents e items.",
      why: 'quien manda el correo solo tiene el evento: lo que no va en él, tiene que preguntarlo.',
    }),
  ).toEqual([
    {
      aggregate_type: 'order',
      aggregate_id: orderId,
      event_type: 'order.placed',
      payload: { orderId, ...order, totalCents: 4_999 },
      kind: 'object',
      processed_at: null,
      attempts: 0,
    },
  ])
})

test('si el evento no se puede escribir, no hay pedido y quien llama lo sabe', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await using _fault = await failOnInsert(shop, 'outbox_events')

  const outcome = await place(shop)

  await expectNothing(shop, outcome, 'La tabla outbox_events no admitía el evento')
})

test('si una línea no es válida, no queda nada del pedido', async ({ database }) => {
  await using shop = await openShop(database)
  const items = [...order.items, { productId: 'póster', quantity: 0, unitPriceCents: 900 }]

  const outcome = await place(shop, { ...order, items })

  await expectNothing(shop, outcome, 'La tercera línea pedía cero unidades y la tabla la rechaza')
})

test('si falla el COMMIT, no queda nada y quien llama lo sabe', async ({ database }) => {
  await using shop = await openShop(database)
  await using _fault = await failOnCommit(shop, 'INSERT')

  const outcome = await place(shop)

  await expectNothing(shop, outcome, 'Todos los INSERT fueron bien y el COMMIT falló')
})

test('tras un pedido fallido, la misma conexión sirve para el siguiente', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  const fault = await failOnInsert(shop, 'outbox_events')
  await endOf(placeOrder(pool, order))
  await fault.repair()

  const { borrowed } = shop
  const open = shop.returns.filter(({ inTransaction }) => inTransaction).length
  const outcome = await endOf(placeOrder(pool, order))

  const [count] = await shop.query<{ orders: number }>('SELECT count(*)::int AS orders FROM orders')
  expect(
    { borrowed, outcome: outcome.state, orders: count?.orders, open },
    explain({
      happened:
        borrowed > 0
          ? 'Tras el pedido fallido, la conexión no volvió al pool.'
          : outcome.state === 'fulfilled' && count?.orders === 1
            ? 'La conexión se devolvió al pool antes de que terminara el ROLLBACK: no lo esperó nadie.'
            : `El pedido siguiente ${ending(outcome)}, y en la tabla orders hay ${count?.orders}: la conexión volvió al pool con la transacción anterior todavía abierta.`,
      expected:
        'pase lo que pase, la transacción se cierra (COMMIT o ROLLBACK) y la conexión se devuelve.',
      evidence: [
        ['conexiones sin devolver', String(borrowed)],
        ['devueltas con una transacción abierta', String(open)],
        ['pedidos guardados', String(count?.orders)],
      ],
      why: 'un solo fallo dejaría inservible una conexión, y tras unos cuantos se para la tienda.',
    }),
  ).toEqual({ borrowed: 0, outcome: 'fulfilled', orders: 1, open: 0 })
})

test('si la conexión se cerró antes de empezar, placeOrder lo dice una vez', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  using _closed = lendClosed(pool)

  const outcome = await place(shop, order, pool)

  await expectNothing(shop, outcome, 'La conexión llegó ya cerrada')
})

test('si la conexión muere a mitad del pedido, el proceso sigue', async ({ database }) => {
  await using shop = await openShop(database)
  await using _fault = await dieOnInsert(shop, 'outbox_events')

  const outcome = await place(shop)

  const { uncaught } = outcome
  expect(
    uncaught.map(String),
    explain({
      happened:
        'PostgreSQL cerró la conexión a mitad del pedido, y el evento «error» del cliente no lo escuchaba nadie.',
      expected: 'placeOrder rechaza y el proceso sigue en pie.',
      evidence: uncaught.map((error) => ['sin recoger', String(error)]),
      why: 'Node apaga el proceso con un «error» que nadie escucha: un reinicio de la base de datos tumbaría la tienda.',
    }),
  ).toEqual([])
  await expectNothing(shop, outcome, 'PostgreSQL cerró la conexión a mitad del pedido')
})

test('la conexión vuelve al pool con las mismas escuchas, pedido tras pedido', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  const newListeners = () => shop.returns.at(-1)?.newListeners ?? 0
  const impossible = {
    ...order,
    items: [{ productId: 'póster', quantity: 0, unitPriceCents: 900 }],
  }

  for (let turn = 0; turn < 3; turn++) await resultOf('placeOrder', placeOrder(pool, order))
  const afterGood = newListeners()
  for (let turn = 0; turn < 2; turn++) await endOf(placeOrder(pool, impossible))
  const afterBad = newListeners()

  const left = afterGood || afterBad
  expect(
    { afterGood, afterBad },
    explain({
      happened: `Cada pedido${afterGood === 0 ? ' que falla' : ''} deja en su conexión ${left} ${left === 1 ? 'escucha' : 'escuchas'} más que el anterior${
        afterGood === 0 ? ': cuando algo lanza, no se llega a la línea que la quita' : ''
      }.`,
      expected:
        'lo que se añade con on se quita con off antes de devolver la conexión, también cuando el pedido falla.',
      evidence: [
        ['tras un pedido que va bien', `${afterGood} de más`],
        ['tras un pedido que falla', `${afterBad} de más`],
      ],
      why: 'la conexión es la misma todo el día: las escuchas se amontonan, y a la undécima Node avisa de una fuga.',
    }),
  ).toEqual({ afterGood: 0, afterBad: 0 })
})

type Placed = {
  readonly outcome: Outcome<unknown>
  readonly loose: number
  readonly uncaught: readonly unknown[]
}

/** Un pedido en un mundo roto. Si algo queda suelto, aquí no rompe nada más. */
async function place(shop: Shop, wanted = order, pool = shop.openPool()): Promise<Placed> {
  let outcome: Outcome<unknown> = { state: 'pending' }
  let uncaught: readonly unknown[] = []
  const loose = await unhandledDuring(async () => {
    uncaught = await uncaughtDuring(async () => {
      outcome = await endOf(placeOrder(pool, wanted))
      await shop.quiet() // lo que se lanzó sin esperar también tiene que acabar aquí
    })
  })
  return { outcome, loose: loose.length, uncaught }
}

async function expectNothing(shop: Shop, { outcome, loose }: Placed, fact: string): Promise<void> {
  const { borrowed } = shop
  const [left] = await shop.query<{ orders: number; lines: number; events: number }>(
    `SELECT (SELECT count(*)::int FROM orders) AS orders,
            (SELECT count(*)::int FROM order_items) AS lines,
            (SELECT count(*)::int FROM outbox_events) AS events`,
  )
  const clean = left?.orders === 0 && left.lines === 0 && left.events === 0
  const { consequence, why } = clean ? leftBehind(outcome, borrowed) : halfSaved
  expect(
    { caller: outcome.state, ...left, borrowed, loose },
    explain({
      happened: `${fact}: placeOrder ${ending(outcome)}${consequence}`,
      expected:
        'placeOrder rechaza, no queda ni pedido, ni líneas, ni evento, la conexión vuelve y no hay promesas sueltas.',
      evidence: clean
        ? [
            ['filas que quedaron', '0'],
            ['conexiones sin devolver', String(borrowed)],
            ['promesas sueltas', String(loose)],
          ]
        : [
            ['orders', String(left?.orders), left?.orders ? 'existe' : ''],
            ['order_items', String(left?.lines)],
            ['outbox_events', String(left?.events), left?.events ? '' : 'nadie se enterará'],
          ],
      why,
    }),
  ).toEqual({ caller: 'rejected', orders: 0, lines: 0, events: 0, borrowed: 0, loose: 0 })
}

const halfSaved = {
  consequence: ', y quedaron filas a medias: no todo iba en la misma transacción.',
  why: 'un pedido sin evento se cobra y no se envía; un evento sin pedido, al revés.',
}

/** En las tablas no quedó nada: lo que está mal es lo que se dijo, la conexión o una promesa. */
function leftBehind(outcome: Outcome<unknown>, borrowed: number): typeof halfSaved {
  if (outcome.state === 'fulfilled') {
    return {
      consequence: ' y no quedó nada: devolvió un pedido que no existe.',
      why: 'el cliente se va con el número de un pedido que nadie tiene.',
    }
  }
  if (borrowed > 0) {
    return {
      consequence:
        ' y no quedó nada, pero la conexión no volvió al pool: alguna consulta que puede fallar, BEGIN también, está fuera del try que la devuelve.',
      why: 'cada fallo se queda con una conexión, y cuando no queda ninguna se para la tienda.',
    }
  }
  return {
    consequence:
      ' y no quedó nada, pero un error llegó a una promesa que nadie espera: a alguna consulta le falta su await. Mira también BEGIN y ROLLBACK.',
    why: 'Node apaga el proceso con un rechazo que nadie atiende.',
  }
}
