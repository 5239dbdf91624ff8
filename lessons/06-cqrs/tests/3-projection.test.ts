import { expect, explain, type Outcome, test } from '@taller/workbench/testing'

import { handleCommand } from '../src/commands.ts'
import { readEvents } from '../src/event-log.ts'
import type { OrderReadModel } from '../src/order-read-model.ts'
import { project } from '../src/projection.ts'
import { handleQuery } from '../src/queries.ts'
import { hideWriteSide } from './database-faults.ts'
import { cancelled, placed, placedAt } from './events.ts'
import { endOf, ending, resultOf } from './in-words.ts'
import { buy } from './orders.ts'
import { openShop, type Shop } from './shop.ts'

const shown = {
  id: 'ord_1',
  userEmail: 'ana@example.com',
  userName: "Ana O'Hara",
  productNames: ['Taza', 'Lámina'],
  totalCents: 4_999,
  status: 'placed',
  createdAt: placedAt.toISOString(),
}

test('hasta que se proyecta su evento, la consulta dice null', async ({ database }) => {
  await using shop = await openShop(database)
  const { orderId } = await resultOf('handleCommand', handleCommand(shop.openStrictPool(), buy))

  const written = await shop.count('order_read_models')
  const order = await read(shop, orderId)

  expect(
    { order, written },
    explain({
      happened:
        written > 0
          ? 'Al terminar el comando, la tabla de lectura ya tenía el pedido: handleCommand la escribió él mismo.'
          : 'Nadie ha proyectado el evento y la consulta ya enseña el pedido: o lo lee de otra tabla, o la llena ella misma.',
      expected:
        'el comando no toca la tabla de lectura y la consulta no mira otra: null hasta que se proyecta.',
      evidence: [
        ['order_read_models', `${written} filas`],
        ['la consulta', order ? order.status : 'null'],
      ],
      at: written > 0 ? 'handleCommand' : 'handleQuery',
      why: 'si el comando escribe también la lectura, cada pantalla nueva lo hace más lento, y si falla una, no se vende.',
    }),
  ).toEqual({ order: null, written: 0 })
})

test('un pedido proyectado se enseña con todos sus datos', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'))

  await resultOf('project', project(shop.openPool(), placed('ord_1')))

  const order = await read(shop, 'ord_1')
  const [row] = await shop.readModels()
  const extra = Object.keys(order ?? {}).filter((key) => !Object.hasOwn(shown, key))
  expect(
    { order, version: row?.version, userId: row?.user_id },
    explain({
      happened: order
        ? order.createdAt !== shown.createdAt
          ? `El pedido es del 2 de marzo y la consulta dice que se creó ${order.createdAt}: esa no es la hora del evento.`
          : extra.length > 0
            ? `La consulta (src/queries.ts) devuelve además ${extra.join(', ')}, que no es de OrderReadModel.`
            : 'La consulta enseña el pedido, pero no con los datos de su evento, o la fila no guarda la versión y el usuario.'
        : 'Se proyectó order.placed y la consulta sigue diciendo null.',
      expected:
        'los siete campos de OrderReadModel, con createdAt igual a occurredAt en ISO, y en la fila version 1 y user_id.',
      evidence: fields(order),
      at: extra.length > 0 ? 'handleQuery' : 'project',
      why:
        extra.length > 0
          ? 'lo que la consulta enseña de más, alguien acaba usándolo, y ya no se puede cambiar.'
          : 'al reconstruir la tabla dentro de un año, la hora de ahora cambiaría la fecha de todos los pedidos.',
    }),
  ).toEqual({ order: shown, version: 1, userId: 'usr_1' })
})

test('un pedido enseña los datos de cuando se hizo', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  const { orderId } = await resultOf('handleCommand', handleCommand(shop.openStrictPool(), buy))
  await shop.query(
    `UPDATE users SET email = 'ana@example.net', name = 'Ana María' WHERE id = 'usr_1';
     UPDATE products SET name = 'Taza (modelo 2027)', price_cents = 1800 WHERE id = 'taza'`,
  )
  for (const event of await readEvents(pool)) await resultOf('project', project(pool, event))

  const order = await read(shop, orderId)

  expect(
    {
      userEmail: order?.userEmail,
      userName: order?.userName,
      productNames: order?.productNames,
      totalCents: order?.totalCents,
    },
    explain({
      happened: `Después de la compra, Ana cambió de correo y la taza de nombre y de precio. Su pedido enseña ahora «${order?.productNames?.join(', ')}», de ${order?.userEmail}, por ${order?.totalCents} céntimos.`,
      expected: 'lo que decía el evento: Taza y Lámina, ana@example.com, 4999 céntimos.',
      evidence: fields(order),
      why: 'quien proyecta suele vivir en otro proceso, y meses después: las tablas de hoy no cuentan lo que pasó aquel día.',
    }),
  ).toEqual({
    userEmail: 'ana@example.com',
    userName: "Ana O'Hara",
    productNames: ['Taza', 'Lámina'],
    totalCents: 4_999,
  })
})

test('una cancelación proyectada cambia el estado y la versión, y nada más', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  const events = [
    ...['ord_1', 'ord_2', 'ord_3'].map((id) => placed(id)),
    cancelled('ord_1'),
    cancelled('ord_3', 5),
  ]
  await shop.record(...events)
  for (const event of events) await resultOf('project', project(pool, event))

  const order = await read(shop, 'ord_1')

  const rows = await shop.readModels()
  const states = rows.map(({ id, status, version }) => `${id} ${status} v${version}`)
  expect(
    { order, states },
    explain({
      happened: `Había tres pedidos; se canceló ord_1 con un evento de la versión 2, y ord_3 con uno de la 5. En la tabla de lectura están: ${states.join(', ')}.`,
      expected:
        'ord_1 cancelado en la versión 2, con el resto de sus datos; ord_2 como estaba; y ord_3, cancelado en la 5: la versión es la del evento.',
      evidence: fields(order),
      why: 'el almacén prepara lo que la lectura dice que sigue en pie.',
    }),
  ).toEqual({
    order: { ...shown, status: 'cancelled' },
    states: ['ord_1 cancelled v2', 'ord_2 placed v1', 'ord_3 cancelled v5'],
  })
})

test('proyectar no necesita más tabla que la de lectura', async ({ database }) => {
  await using shop = await openShop(database)
  const events = [placed('ord_1'), cancelled('ord_1')]
  await shop.record(...events)
  await using _hidden = await hideWriteSide(shop)
  const pool = shop.openPool()

  const outcomes: Outcome<void>[] = []
  for (const event of events) outcomes.push(await endOf(project(pool, event)))

  expect(
    outcomes.map(({ state }) => state),
    explain({
      happened: `Con todas las tablas apartadas menos order_read_models, ${outcomes.map((outcome, index) => `proyectar ${events[index]?.type} ${ending(outcome)}`).join(', y ')}.`,
      expected:
        'los dos se proyectan: lo que hace falta va en el evento, y order_events no se lee.',
      why: 'quien proyecta suele vivir en otro proceso, con otra base de datos: solo le llega el evento.',
    }),
  ).toEqual(['fulfilled', 'fulfilled'])
})

test('un pedido que no existe es null', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'))
  await resultOf('project', project(shop.openPool(), placed('ord_1')))

  const order = await read(shop, "ord_o'hara")

  expect(
    order,
    explain({
      happened: `Se preguntó por «ord_o'hara», que no existe, y la consulta devolvió ${JSON.stringify(order)}.`,
      expected: 'null, ni undefined ni un error: que no esté es una respuesta.',
      at: 'handleQuery',
      why: 'undefined desaparece al convertirlo en JSON, y quien llama no distingue «no hay» de «se perdió».',
    }),
  ).toBeNull()
})

/** Los campos de lo que devolvió la consulta, uno por fila. */
function fields(order: OrderReadModel | null): [string, string][] {
  if (!order) return [['la consulta', JSON.stringify(order) ?? 'undefined']]
  return Object.entries(order).map(([name, value]) => [name, String(value)])
}

function read(shop: Shop, orderId: string) {
  return resultOf(
    'handleQuery',
    handleQuery(shop.openPool(), { type: 'GetOrderByIdQuery', orderId }),
  )
}
