import { expect, explain, test } from '@taller/workbench/testing'

import type { RelayResult } from '../src/outbox-relay.ts'
import { HeldBroker } from './held-broker.ts'
import { list } from './in-words.ts'
import { type Round, roundOf } from './one-round.ts'
import { openShop } from './shop.ts'

test('cada intento fallido queda contado, con su motivo', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, batchSize: 10, maxAttempts: 3 }

  broker.fail('1', new Error('sin conexión'))
  await rounds(1, relay)
  const first = await shop.row('1')
  broker.fail('1', new Error("plantilla 'pedido' rota"))
  await rounds(1, relay)
  const second = await shop.row('1')

  const seen = [first, second].map((row) => ({
    attempts: row?.attempts,
    marked: row?.processed_at !== null,
    tells: ['sin conexión', "plantilla 'pedido' rota"].filter((why) =>
      row?.last_error?.includes(why),
    ),
  }))
  expect(
    seen,
    explain({
      happened:
        first?.attempts === 0
          ? 'El broker rechazó el evento 1 y attempts sigue en 0: nadie sabrá cuántas veces se intentó.'
          : `Tras cada uno de dos intentos fallidos, attempts y last_error no cuentan lo que acababa de pasar.`,
      expected:
        'attempts 1 y luego 2, processed_at a NULL, y en last_error el mensaje del último error, sin los anteriores.',
      evidence: [first, second].map((row, index) => [
        `tras el fallo ${index + 1}`,
        `attempts ${row?.attempts} · last_error ${row?.last_error ?? 'NULL'}`,
      ]),
      why: 'sin la cuenta y el motivo, quien mire la tabla a las tres de la mañana no sabrá qué arreglar.',
    }),
  ).toEqual([
    { attempts: 1, marked: false, tells: ['sin conexión'] },
    { attempts: 2, marked: false, tells: ["plantilla 'pedido' rota"] },
  ])
})

test('a los maxAttempts fallos el evento se aparta, y no se pierde', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, batchSize: 10, maxAttempts: 2 }
  broker.fail('1')

  const results = await rounds(4, relay)

  const row = await shop.row('1')
  const tries = results.map(({ calls }) => calls)
  const [most, total] = [Math.max(...tries), broker.ids.length]
  const last = results.at(-1)?.result
  expect(
    { most, total, last, kept: row?.processed_at === null },
    explain({
      happened:
        most > 1
          ? `El evento 1 llegó ${most} veces al broker en una sola vuelta.`
          : total > 2
            ? `Con maxAttempts 2, el evento 1 llegó ${total} veces al broker en cuatro vueltas: ${total === 4 ? 'se reintenta sin fin' : 'se aparta tarde'}.`
            : row?.processed_at === null
              ? `Con maxAttempts 2, el evento 1 se intentó ${total} veces, y la última vuelta devolvió ${JSON.stringify(last)}.`
              : 'El evento apartado figura como publicado, o ya no está en la tabla: se ha perdido.',
      expected:
        'dos intentos, uno por vuelta; después la fila sigue ahí, sin processed_at, y las vueltas devuelven { published: 0, failed: 0 }.',
      evidence: [['intentos por vuelta', tries.join('  ')]],
      why: 'un mensaje envenenado falla siempre: insistir gasta, y borrarlo esconde el problema.',
    }),
  ).toEqual({ most: 1, total: 2, last: { published: 0, failed: 0 }, kept: true })
})

test('una cabecera llena de veneno no bloquea al resto', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(...['1', '2', '3', '4'].map((id) => ({ id, order: `10${id}` })))
  broker.fail('1')
  broker.fail('2')

  await rounds(4, { pool: shop.openPool(), broker, batchSize: 2, maxAttempts: 2 })

  const marked = await shop.marked()
  expect(
    marked,
    explain({
      happened: `Los dos eventos más antiguos fallan siempre y el lote es de dos: tras cuatro vueltas los publicados son: ${list(marked)}.`,
      expected: '3 y 4 salen en cuanto 1 y 2 agotan sus dos intentos.',
      evidence: [['llegaron al broker', broker.ids.join('  ')]],
      why: 'dos mensajes malos en cabeza pararían todos los pedidos de la tienda.',
    }),
  ).toEqual(['3', '4'])
})

test('lo que viene detrás de un evento apartado, en su mismo pedido, sigue esperando', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(
    { id: '1', order: '101' },
    { id: '2', order: '101', type: 'order.cancelled' },
    { id: '3', order: '101', type: 'order.refunded' },
    { id: '4', order: '102' },
  )
  broker.fail('1')

  await rounds(6, { pool: shop.openPool(), broker, batchSize: 2, maxAttempts: 2 })

  const marked = await shop.marked()
  const [second, third] = [await shop.row('2'), await shop.row('3')]
  const charged = { second: second?.attempts, third: third?.attempts }
  const overtook = broker.ids.includes('2') || broker.ids.includes('3')
  expect(
    { marked, overtook, charged },
    explain({
      happened: overtook
        ? '«order.placed» del pedido 101 se apartó sin publicar, y después salió su «order.cancelled».'
        : !broker.ids.includes('4')
          ? 'El evento 1 se apartó y los lotes son de dos: en seis vueltas, el 4, de otro pedido, no ha llegado al broker. Los que esperan al 1 ocupan el lote entero y se descartan después: el LIMIT se aplica antes que la regla del pedido.'
          : marked.join() === '4'
            ? `El 2 y el 3 no se han intentado nunca, y su attempts es ${second?.attempts} y ${third?.attempts}: el fallo del 1 se ha apuntado a todo su pedido.`
            : `El evento 1 se apartó y los publicados son: ${list(marked)}.`,
      expected:
        'sale el 4; el 2 y el 3 esperan, sin gastar intentos ni sitio en el lote, a que alguien arregle el 1, que es de su pedido.',
      evidence: [
        ['llegaron al broker', broker.ids.join('  ')],
        ['publicados', list(marked)],
      ],
      why: overtook
        ? 'apartar no es publicar: el almacén recibiría la cancelación de un pedido que no conoce.'
        : !broker.ids.includes('4')
          ? 'un pedido con muchos eventos y el primero roto pararía, para siempre, a todos los demás.'
          : 'un evento que gasta los intentos de otro se aparta sin que nadie lo haya intentado.',
    }),
  ).toEqual({ marked: ['4'], overtook: false, charged: { second: 0, third: 0 } })
})

type Turn = { readonly result: RelayResult; readonly calls: number }

/** Varias vueltas, con cuántas veces se llamó al broker en cada una. */
async function rounds(count: number, relay: Round): Promise<Turn[]> {
  const turns: Turn[] = []
  for (let round = 0; round < count; round++) {
    const before = relay.broker.ids.length
    const result = await roundOf(relay)
    turns.push({ result, calls: relay.broker.ids.length - before })
  }
  return turns
}
