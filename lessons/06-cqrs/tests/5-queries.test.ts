import { expect, explain, type Outcome, test } from '@taller/workbench/testing'
import type { Pool } from 'pg'

import type { OrderReadModel } from '../src/order-read-model.ts'
import { handleQuery } from '../src/queries.ts'
import { hideWriteSide } from './database-faults.ts'
import { endOf, ending, list, resultOf } from './in-words.ts'
import { openShop, type Shop } from './shop.ts'

test('los pedidos salen de diez en diez, del más nuevo al más viejo', async ({ database }) => {
  await using shop = await openShop(database)
  await fill(
    shop,
    shuffled(23).map((number) => ({ id: name(number), minute: number })),
  )

  const pages = await readPages(shop, [1, 2, 3, 4])

  const wanted = [range(23, 14), range(13, 4), range(3, 1), []]
  expect(
    pages,
    explain({
      happened: `Ana tiene 23 pedidos. Las páginas 1 a 4 traen ${list(pages.map((page) => `${page.length}`))}${
        pages[0]?.[0] === name(13)
          ? ', y la primera empieza por el pedido 11: se ha saltado una página entera'
          : pages[0]?.[0] === name(1)
            ? ', y la primera empieza por el más viejo'
            : ''
      }.`,
      expected: '10, 10, 3 y 0, y en la página 1 los más nuevos: del ord_23 al ord_14.',
      evidence: pages.map((page, index) => [`página ${index + 1}`, edges(page)]),
      why: 'lo que cae entre dos páginas no lo ve nadie, y el cliente lo vuelve a comprar.',
    }),
  ).toEqual(wanted)
})

test('a igual fecha desempata el id: ninguno se repite ni se pierde', async ({ database }) => {
  await using shop = await openShop(database)
  // Los tres sitios donde podría caer el empate: dentro de una página, entre dos, y en la última.
  await fill(
    shop,
    shuffled(24).map((number) => ({ id: name(number), minute: number % 2 })),
  )

  const pages = await readPages(shop, [1, 2, 3])

  const seen = pages.flat()
  const lost = range(24, 1).filter((id) => !seen.includes(id))
  const repeated = seen.filter((id, index) => seen.indexOf(id) !== index)
  const odd = range(24, 1).filter((id) => Number(id.slice(4)) % 2 === 1)
  const even = range(24, 1).filter((id) => Number(id.slice(4)) % 2 === 0)
  expect(
    seen,
    explain({
      happened: `De 24 pedidos con solo dos fechas, ${
        lost.length + repeated.length > 0
          ? `no salió en ninguna página: ${list(lost)}; y salió dos veces: ${list(repeated)}`
          : 'salieron todos, pero en un orden que no decide el id'
      }. Entre los que tienen la misma fecha, el orden es el que le vino bien a PostgreSQL.`,
      expected: 'por fecha descendente y, a igual fecha, por id descendente: un orden sin empates.',
      evidence: pages.map((page, index) => [`página ${index + 1}`, edges(page)]),
      why: 'una importación pone la misma fecha a mil pedidos; con cada página en su propio orden, unos se repiten y otros no salen nunca.',
    }),
  ).toEqual([...odd, ...even])
})

test('solo salen los pedidos de ese usuario, con sus datos', async ({ database }) => {
  await using shop = await openShop(database)
  await fill(shop, [{ id: 'ord_01', minute: 1 }], 'usr_1')
  await fill(shop, [{ id: 'ord_02', minute: 2 }], 'usr_2')

  const pool = shop.openPool()
  const ana = await readPage(pool, 'usr_1', 1)
  const nobody = await readPage(pool, "usr_o'hara", 1)

  expect(
    { ana, nobody },
    explain({
      happened: `Ana tiene un pedido y Luis otro. A Ana le salen ${ana.length}, y a un usuario que no existe, ${JSON.stringify(nobody)}.`,
      expected:
        'a cada uno los suyos, con los siete campos de OrderReadModel; a quien no tiene, [].',
      evidence: ana.map((order) => [String(order.id), Object.values(order).slice(1).join(' · ')]),
      why: 'enseñar el pedido de otro es una fuga de datos, y las hay que empiezan en un WHERE.',
    }),
  ).toEqual({
    ana: [
      {
        id: 'ord_01',
        userEmail: 'ana@example.com',
        userName: "Ana O'Hara",
        productNames: ['Taza'],
        totalCents: 1_250,
        status: 'placed',
        createdAt: '2026-03-02T10:01:00.123Z',
      },
    ],
    nobody: [],
  })
})

test('una página que no existe se rechaza con un RangeError', async ({ database }) => {
  await using shop = await openShop(database)
  await fill(
    shop,
    shuffled(12).map((number) => ({ id: name(number), minute: number })),
  )

  const pool = shop.openPool()
  const outcomes: [number, Outcome<unknown>][] = []
  for (const page of [0, -1, 1.5]) {
    const query = { type: 'GetOrdersByUserQuery', userId: 'usr_1', page } as const
    outcomes.push([page, await endOf(handleQuery(pool, query))])
  }

  expect(
    outcomes.map(([, outcome]) => nameOfError(outcome)),
    explain({
      happened: 'Se pidieron tres páginas que no existen, y no todas se rechazaron como se pide.',
      expected: 'la primera página es la 1: con 0, con una negativa o con 1.5, un RangeError.',
      evidence: outcomes.map(([page, outcome]) => [`page ${page}`, nameOfError(outcome)]),
      why: 'un error de SQL en el registro no dice a nadie que el enlace de la web estaba mal hecho.',
    }),
  ).toEqual(['RangeError', 'RangeError', 'RangeError'])
})

test('consultar no escribe nada', async ({ database }) => {
  await using shop = await openShop(database)
  await fill(shop, [{ id: 'ord_01', minute: 1 }])
  const pool = shop.openPoolWith('-c default_transaction_read_only=on')

  const outcomes = await askEverything(pool)

  expect(
    outcomes.map(({ state }) => state),
    explain({
      happened: `Por una conexión en la que PostgreSQL no deja escribir, ${failuresOf(outcomes)}.`,
      expected:
        'las dos consultas responden, también por un pedido que no está: leer es solo leer.',
      evidence: answers(outcomes),
      why: 'las consultas se mandan a réplicas, que son de solo lectura; y se repiten, se adelantan y se guardan en caché.',
    }),
  ).toEqual(outcomes.map(() => 'fulfilled'))
})

test('consultar no toca las tablas de escritura', async ({ database }) => {
  await using shop = await openShop(database)
  await fill(shop, [{ id: 'ord_01', minute: 1 }])
  await using _hidden = await hideWriteSide(shop)

  const outcomes = await askEverything(shop.openPool())

  expect(
    outcomes.map(({ state }) => state),
    explain({
      happened: `Con todas las tablas apartadas menos order_read_models, ${failuresOf(outcomes)}.`,
      expected: 'las consultas solo necesitan order_read_models: ni un JOIN, ni los eventos.',
      evidence: answers(outcomes),
      why: 'si leer necesita las tablas de escritura, no se puede mover a otra base de datos, y cada cambio en ellas rompe pantallas.',
    }),
  ).toEqual(outcomes.map(() => 'fulfilled'))
})

async function askEverything(pool: Pool): Promise<Outcome<unknown>[]> {
  const byId = (orderId: string) => endOf(handleQuery(pool, { type: 'GetOrderByIdQuery', orderId }))
  const page = { type: 'GetOrdersByUserQuery', userId: 'usr_1', page: 1 } as const
  return [await byId('ord_01'), await byId('ord_404'), await endOf(handleQuery(pool, page))]
}

const questions = ['preguntar por un pedido', 'preguntar por uno que no está', 'pedir una página']

function answers(outcomes: readonly Outcome<unknown>[]): [string, string][] {
  return outcomes.map(({ state }, index) => [
    questions[index] ?? '',
    state === 'fulfilled' ? 'responde' : 'falla',
  ])
}

function failuresOf(outcomes: readonly Outcome<unknown>[]): string {
  const failed = questions.flatMap((question, index) => {
    const outcome = outcomes[index]
    return outcome && outcome.state !== 'fulfilled' ? [`${question} ${ending(outcome)}`] : []
  })
  return failed.length === 0 ? 'todo respondió' : list(failed)
}

function nameOfError(outcome: Outcome<unknown>): string {
  if (outcome.state !== 'rejected') return outcome.state
  if (outcome.reason instanceof RangeError) return 'RangeError'
  return outcome.reason instanceof Error ? outcome.reason.constructor.name : typeof outcome.reason
}

/** Las filas quedan en la tabla en el orden en que se dan. */
async function fill(
  shop: Shop,
  orders: readonly { readonly id: string; readonly minute: number }[],
  userId = 'usr_1',
): Promise<void> {
  await shop.query(
    `INSERT INTO order_read_models
       (id, status, version, user_id, user_email, user_name, product_names, total_cents, created_at)
     SELECT id, 'placed', 1, $3, 'ana@example.com', 'Ana O''Hara', '{Taza}', 1250,
       '2026-03-02T10:00:00.123Z'::timestamptz + minute * interval '1 minute'
     FROM unnest($1::text[], $2::int[]) AS "order" (id, minute)`,
    [orders.map(({ id }) => id), orders.map(({ minute }) => minute), userId],
  )
}

function readPage(pool: Pool, userId: string, page: number): Promise<OrderReadModel[]> {
  return resultOf('handleQuery', handleQuery(pool, { type: 'GetOrdersByUserQuery', userId, page }))
}

/** Entre página y página se toca una fila: PostgreSQL la mueve de sitio dentro de la tabla. */
async function readPages(shop: Shop, numbers: readonly number[]): Promise<string[][]> {
  const pool = shop.openPool()
  const pages: string[][] = []
  for (const number of numbers) {
    pages.push((await readPage(pool, 'usr_1', number)).map(({ id }) => id))
    await shop.query('UPDATE order_read_models SET version = version + 1 WHERE id = $1', [
      name(number * 5),
    ])
  }
  return pages
}

function name(number: number): string {
  return `ord_${String(number).padStart(2, '0')}`
}

/** De `first` a `last`, hacia atrás. */
function range(first: number, last: number): string[] {
  return Array.from({ length: first - last + 1 }, (_, index) => name(first - index))
}

/** 1…count en un orden fijo que no es ninguno de los dos naturales. */
function shuffled(count: number): number[] {
  return Array.from({ length: count }, (_, index) => ((index * 7) % count) + 1)
}

function edges(page: readonly string[]): string {
  return page.length === 0 ? 'vacía' : `${page[0]} … ${page.at(-1)}`
}
