import { expect, explain, test } from '@taller/workbench/testing'

import { relayOnce } from '../src/outbox-relay.ts'
import { HeldBroker } from './held-broker.ts'
import { endOf, list, resultOf } from './in-words.ts'
import { occurredAt, openShop } from './shop.ts'

const limits = { batchSize: 10, maxAttempts: 3 }

test('lo pendiente se publica con todos sus datos', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '7', order: '101' })

  const result = await resultOf(
    'relayOnce',
    relayOnce({ pool: shop.openPool(), broker, ...limits }),
  )

  expect(
    { result, received: broker.received },
    explain({
      happened:
        broker.received.length === 1
          ? 'El broker recibió el evento, pero no con los datos de su fila, o la cuenta no cuadra.'
          : `Había un evento pendiente y el broker recibió ${broker.received.length}.`,
      expected:
        'un mensaje { id, type, aggregateId, payload, occurredAt } con el id como string y la fecha de created_at, y el resultado { published: 1, failed: 0 }.',
      why: 'sin id, quien recibe dos veces el mismo mensaje no puede saber que ya lo trató.',
    }),
  ).toEqual({
    result: { published: 1, failed: 0 },
    received: [
      {
        id: '7',
        type: 'order.placed',
        aggregateId: '101',
        payload: { orderId: '101' },
        occurredAt,
      },
    ],
  })
})

test('lo publicado queda marcado y no vuelve a salir', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, ...limits }
  await resultOf('relayOnce', relayOnce(relay))

  const again = await resultOf('relayOnce', relayOnce(relay))

  const marked = await shop.marked()
  expect(
    { again, ids: broker.ids, marked },
    explain({
      happened: marked.includes('1')
        ? `El evento 1 quedó marcado, y tras dos vueltas el broker recibió: ${list(broker.ids)}.`
        : (await shop.row('1')) === undefined
          ? 'El evento 1 se publicó y su fila ya no está en la tabla.'
          : `El evento 1 se publicó y processed_at sigue a NULL: el broker recibió ${list(broker.ids)}.`,
      expected: 'una publicación, processed_at con fecha, y una segunda vuelta sin nada que hacer.',
      evidence: [
        ['llegaron al broker', broker.ids.join('  ')],
        ['marcados', list(marked)],
        ['la segunda vuelta', `published ${again.published} · failed ${again.failed}`],
      ],
      why: 'un evento sin marcar sale en cada vuelta: un correo por segundo a la misma persona.',
    }),
  ).toEqual({ again: { published: 0, failed: 0 }, ids: ['1'], marked: ['1'] })
})

test('salen del más antiguo al más nuevo, y el id desempata', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(
    { id: '10', order: '102' },
    { id: '9007199254740993', order: '104' },
    { id: '9', order: '101' },
    { id: '9007199254740992', order: '103' },
  )

  await resultOf('relayOnce', relayOnce({ pool: shop.openPool(), broker, ...limits }))

  const inTable = ['10', '9007199254740993', '9', '9007199254740992']
  const asText = inTable.toSorted()
  const locks = await shop.advisoryLocks()
  expect(
    broker.ids,
    explain({
      happened:
        broker.ids.length === 0
          ? `Había cuatro eventos pendientes y el broker no recibió ninguno.${
              locks > 0
                ? ' Una conexión conserva un bloqueo consultivo (pg_advisory_lock) de una vuelta anterior, y esta no lo consiguió.'
                : ''
            }`
          : `Cuatro eventos con la misma fecha salieron en este orden: ${list(broker.ids)}.${
              broker.ids.join() === inTable.join()
                ? ' Es el orden en que están en la tabla: nada desempata.'
                : broker.ids.join() === asText.join()
                  ? ' Es el orden de los ids como texto: «10» va antes que «9».'
                  : broker.ids.some((id) => !inTable.includes(id))
                    ? ' Hay ids que no existen: un number no puede guardarlos enteros.'
                    : ''
            }`,
      expected: '9, 10, 9007199254740992 y 9007199254740993: a igual fecha, manda el id.',
      why:
        broker.ids.length > 0
          ? 'dos eventos de la misma transacción tienen la misma fecha, y el pedido se cancelaría antes de existir.'
          : locks > 0
            ? 'un bloqueo de sesión es de su conexión: con pool.query se pide por una y se suelta por otra, es decir, no se suelta.'
            : 'si nadie publica, el pedido existe y el resto de la empresa no lo sabe.',
    }),
  ).toEqual(['9', '10', '9007199254740992', '9007199254740993'])
  const marked = await shop.marked()
  expect(
    marked,
    explain({
      happened: `Los cuatro se publicaron, y quedaron marcados ${list(marked)}.`,
      evidence: [['marcados', marked.join('  ')]],
      expected: 'los cuatro. Un id es un string también al marcar: Number() lo redondea.',
      why: 'lo que se publica y no se marca sale en cada vuelta, y lo que se marca por otro no sale nunca.',
    }),
  ).toEqual(['9', '10', '9007199254740992', '9007199254740993'])
})

test('cada vuelta publica como mucho batchSize eventos', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(...['1', '2', '3', '4', '5'].map((id) => ({ id, order: `10${id}` })))
  const relay = { pool: shop.openPool(), broker, batchSize: 2, maxAttempts: 3 }

  const counts: number[] = []
  for (let round = 0; round < 4; round++) {
    counts.push((await resultOf('relayOnce', relayOnce(relay))).published)
  }

  const unsent = (await shop.marked()).filter((id) => !broker.ids.includes(id))
  expect(
    { counts, ids: broker.ids },
    explain({
      happened:
        unsent.length > 0
          ? `Con cinco eventos y batchSize 2, quedaron marcados sin publicar: ${list(unsent)}.`
          : `Con cinco eventos y batchSize 2, cuatro vueltas publicaron ${list(counts.map(String))}.`,
      expected: '2, 2, 1 y 0, y cada evento una sola vez.',
      evidence: [['publicados', broker.ids.join('  ')]],
      why:
        unsent.length > 0
          ? 'lo marcado no vuelve a salir: esos eventos se han perdido.'
          : 'sin tope, tras una caída larga el relay intenta cargar un millón de filas en memoria.',
    }),
  ).toEqual({ counts: [2, 2, 1, 0], ids: ['1', '2', '3', '4', '5'] })
})

test('nada se marca hasta que el broker lo acepta', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  using gate = broker.hold('1')
  const relay = endOf(relayOnce({ pool: shop.openPool(), broker, ...limits }))
  await Promise.race([
    relay,
    gate.reached({
      happened: 'Había un evento pendiente y relayOnce no llegó a llamar al broker.',
      expected: 'broker.publish recibe el evento.',
      why: 'si nadie publica, el pedido existe y el resto de la empresa no lo sabe.',
    }),
  ])

  const marked = await shop.marked()
  gate.release()
  await relay

  expect(
    { received: broker.ids, marked },
    explain({
      happened: marked.includes('1')
        ? 'El evento 1 ya figura como procesado y el broker todavía no lo ha aceptado.'
        : `Con el evento 1 retenido, el broker había recibido ${list(broker.ids)}.`,
      expected: 'mientras publish no se cumple, los demás ven el evento como pendiente.',
      evidence: [
        ['llegaron al broker', broker.ids.join('  ')],
        ['marcados', list(marked)],
      ],
      why: 'si el proceso muere en ese momento, un evento marcado y no publicado se pierde para siempre.',
    }),
  ).toEqual({ received: ['1'], marked: [] })
})
