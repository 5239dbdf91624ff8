import { expect, explain, test } from '@taller/workbench/testing'

import { type RelayOptions, type RelayResult, relayOnce } from '../src/outbox-relay.ts'
import { HeldBroker } from './held-broker.ts'
import { list, resultOf } from './in-words.ts'
import { openShop } from './shop.ts'

test('cada intento fallido queda contado, con su motivo', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, batchSize: 10, maxAttempts: 3 }

  broker.fail('1', new Error('sin conexión'))
  await rounds(1, relay)
  const first = await shop.row('1')
  broker.fail('1', new Error('plantilla rota'))
  await rounds(1, relay)
  const second = await shop.row('1')

  const seen = [first, second].map((row) => ({
    attempts: row?.attempts,
    marked: row?.processed_at !== null,
    tells: ['sin conexión', 'plantilla rota'].filter((why) => row?.last_error?.includes(why)),
  }))
  expect(
    seen,
    explain({
      happened:
        first?.attempts === 0
          ? 'El broker rechazó el evento 1 y attempts sigue en 0: nadie sabrá cuántas veces se intentó.'
          : `Tras dos intentos fallidos attempts es ${second?.attempts}, y last_error debe contener el mensaje de cada uno.`,
      expected: 'attempts 1 y luego 2, y en last_error el mensaje del último error.',
      evidence: [first, second].map((row, index) => [
        `tras el fallo ${index + 1}`,
        `attempts ${row?.attempts} · last_error ${row?.last_error ?? 'NULL'}`,
      ]),
      why: 'sin la cuenta y el motivo, quien mire la tabla a las tres de la mañana no sabrá qué arreglar.',
    }),
  ).toEqual([
    { attempts: 1, marked: false, tells: ['sin conexión'] },
    { attempts: 2, marked: false, tells: ['plantilla rota'] },
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
  expect(
    { tries: broker.ids.length, last: results.at(-1), kept: row?.processed_at === null },
    explain({
      happened:
        broker.ids.length > 2
          ? `Con maxAttempts 2, el evento 1 llegó ${broker.ids.length} veces al broker en cuatro vueltas: ${broker.ids.length === 4 ? 'se reintenta sin fin' : 'se aparta tarde'}.`
          : row?.processed_at === null
            ? `Con maxAttempts 2, el evento 1 se intentó ${broker.ids.length} veces, y la última vuelta devolvió ${JSON.stringify(results.at(-1))}.`
            : 'El evento apartado figura como publicado, o ya no está en la tabla: se ha perdido.',
      expected:
        'dos intentos; después la fila sigue ahí, sin processed_at, y las vueltas devuelven { published: 0, failed: 0 }.',
      why: 'un mensaje envenenado falla siempre: insistir gasta, y borrarlo esconde el problema.',
    }),
  ).toEqual({ tries: 2, last: { published: 0, failed: 0 }, kept: true })
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
    { id: '3', order: '102' },
  )
  broker.fail('1')

  await rounds(4, { pool: shop.openPool(), broker, batchSize: 10, maxAttempts: 2 })

  const marked = await shop.marked()
  expect(
    marked,
    explain({
      happened: marked.includes('2')
        ? '«order.placed» del pedido 101 se apartó sin publicar, y después salió su «order.cancelled».'
        : `El evento 1 se apartó y los publicados son: ${list(marked)}.`,
      expected: 'sale el 3; el 2 espera a que alguien arregle el 1, que es de su pedido.',
      why: 'apartar no es publicar: el almacén recibiría la cancelación de un pedido que no conoce.',
    }),
  ).toEqual(['3'])
})

async function rounds(count: number, relay: RelayOptions): Promise<RelayResult[]> {
  const results: RelayResult[] = []
  for (let round = 0; round < count; round++) {
    results.push(await resultOf('relayOnce', relayOnce(relay)))
  }
  return results
}
