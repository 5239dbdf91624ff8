import { expect, explain, test, unhandledDuring } from '@taller/workbench/testing'

import { relayOnce } from '../src/outbox-relay.ts'
import { failOnCommit, failOnMark, lendClosed } from './database-faults.ts'
import { HeldBroker } from './held-broker.ts'
import { endOf, ending, list, resultOf } from './in-words.ts'
import { openShop } from './shop.ts'
import { uncaughtDuring } from './uncaught-during.ts'

const limits = { batchSize: 10, maxAttempts: 3 }

test('si no se pudo marcar, el evento vuelve a salir con el mismo id', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, ...limits }
  await using fault = await failOnCommit(shop, 'UPDATE')
  await endOf(relayOnce(relay))
  await fault.repair()

  await resultOf('relayOnce', relayOnce(relay))

  const marked = await shop.marked()
  expect(
    { ids: broker.ids, marked },
    explain({
      happened: `El broker aceptó el evento 1, pero marcarlo falló. Tras la vuelta siguiente, el broker ha recibido ${list(broker.ids)}, y ${marked.length === 1 ? 'está' : 'sigue sin estar'} marcado.`,
      expected: 'sale otra vez, con el mismo id, y ahora sí queda marcado.',
      why: 'entre repetir y perder, la outbox elige repetir: con el id, quien recibe descarta el duplicado.',
    }),
  ).toEqual({ ids: ['1', '1'], marked: ['1'] })
})

test('published nunca cuenta lo que no quedó marcado', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(...['1', '2', '3'].map((id) => ({ id, order: `10${id}` })))
  await using fault = await failOnMark(shop, '2')

  const outcome = await endOf(relayOnce({ pool: shop.openPool(), broker, ...limits }))
  await fault.repair()

  const marked = await shop.marked()
  const claimed = outcome.state === 'fulfilled' ? outcome.value.published : marked.length
  expect(
    { ended: outcome.state !== 'pending', claimed },
    explain({
      happened: `Marcar el evento 2 falló y relayOnce ${
        outcome.state === 'fulfilled'
          ? `devolvió { published: ${outcome.value.published}, failed: ${outcome.value.failed} }`
          : ending(outcome)
      }, pero en la tabla hay ${marked.length} marcados.${
        outcome.state === 'fulfilled' && marked.length === 0
          ? ' Tras un error de SQL, la transacción está rota y su COMMIT es un ROLLBACK que no avisa.'
          : ''
      }`,
      expected: 'relayOnce rechaza, o published es el número de eventos que quedaron marcados.',
      evidence: [
        ['dice', outcome.state === 'fulfilled' ? `published ${outcome.value.published}` : '—'],
        ['marcados', list(marked)],
      ],
      why: 'un relay que dice que todo va bien mientras repite lo mismo sin fin no hace saltar ninguna alarma.',
    }),
  ).toEqual({ ended: true, claimed: marked.length })
})

test('tras un error de SQL, la misma conexión sirve para la vuelta siguiente', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const relay = { pool: shop.openPool(), broker, ...limits }
  await using fault = await failOnMark(shop, '1')
  await endOf(relayOnce(relay))
  await fault.repair()

  const { borrowed } = shop
  const open = shop.returns.filter(({ inTransaction }) => inTransaction).length
  const outcome = await endOf(relayOnce(relay))
  await shop.quiet()

  const marked = await shop.marked()
  expect(
    { borrowed, outcome: outcome.state, marked, open },
    explain({
      happened:
        borrowed > 0
          ? 'Marcar falló, y relayOnce volvió sin devolver la conexión al pool.'
          : outcome.state === 'fulfilled' && marked.length === 1
            ? 'Marcar falló, y la conexión se devolvió al pool antes de que terminara el ROLLBACK: no lo esperó nadie.'
            : `Marcar falló una vez y se arregló; la vuelta siguiente ${ending(outcome)}, y los marcados son: ${list(marked)}.`,
      expected:
        'la transacción que falla acaba con ROLLBACK, la conexión vuelve limpia y el evento queda marcado a la siguiente.',
      why: 'con la transacción rota a cuestas, esa conexión falla en cada vuelta hasta que alguien reinicia.',
    }),
  ).toEqual({ borrowed: 0, outcome: 'fulfilled', marked: ['1'], open: 0 })
})

test('si la conexión se cerró antes de empezar, la vuelta falla y nada más', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  const pool = shop.openPool()
  using _closed = lendClosed(pool)

  const loose = await unhandledDuring(() => endOf(relayOnce({ pool, broker, ...limits })))

  expect(
    { loose: loose.map(String), borrowed: shop.borrowed, received: broker.ids },
    explain({
      happened:
        loose.length > 0
          ? 'La conexión llegó ya cerrada, y el error de una consulta llegó a una promesa que nadie espera.'
          : shop.borrowed > 0
            ? 'La conexión llegó ya cerrada, y no se devolvió al pool.'
            : `La conexión llegó ya cerrada, y el broker recibió ${list(broker.ids)}.`,
      expected: 'cada consulta se espera, también BEGIN, y la conexión se devuelve.',
      evidence: loose.map((error) => ['sin recoger', String(error)]),
      why: 'Node apaga el proceso con un rechazo que nadie atiende.',
    }),
  ).toEqual({ loose: [], borrowed: 0, received: [] })
})

test('la conexión vuelve al pool con las mismas escuchas, vuelta tras vuelta', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const relay = { pool: shop.openPool(), broker: new HeldBroker(), ...limits }
  for (const id of ['1', '2', '3']) {
    await shop.add({ id, order: `10${id}` })
    await resultOf('relayOnce', relayOnce(relay))
  }

  const left = shop.returns.at(-1)?.newListeners ?? 0
  expect(
    left,
    explain({
      happened: `Cada vuelta deja en su conexión ${left} ${left === 1 ? 'escucha' : 'escuchas'} más que la anterior.`,
      expected: 'lo que se añade con on se quita con off antes de devolver la conexión.',
      why: 'un relay da una vuelta por segundo: las escuchas se amontonan, y a la undécima Node avisa de una fuga.',
    }),
  ).toBe(0)
})

test('si la conexión muere mientras se publica, el proceso sigue y nada se pierde', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  using gate = broker.hold('1')
  const relay = { pool: shop.openPool(), broker, ...limits }

  const uncaught = await uncaughtDuring(async () => {
    const cut = endOf(relayOnce(relay))
    await Promise.race([
      cut,
      gate.reached({
        happened: 'relayOnce no llegó a publicar el evento 1.',
        expected: 'el evento pendiente llega al broker.',
        why: 'sin publicar, el pedido existe y nadie más lo sabe.',
      }),
    ])
    await shop.cutConnections()
    gate.release()
    await cut
  })
  await resultOf('relayOnce', relayOnce(relay))

  const marked = await shop.marked()
  expect(
    { uncaught: uncaught.map(String), marked, borrowed: shop.borrowed },
    explain({
      happened:
        uncaught.length > 0
          ? 'PostgreSQL cerró la conexión mientras el broker pensaba, y el evento «error» del cliente no lo escuchaba nadie.'
          : shop.borrowed > 0
            ? `Tras perder la conexión no volvió al pool lo prestado (conexiones: ${shop.borrowed}).`
            : `Tras perder la conexión y volver a intentarlo, están marcados ${list(marked)}.`,
      expected:
        'relayOnce puede rechazar, pero el proceso sigue en pie y la vuelta siguiente publica el evento.',
      evidence: uncaught.map((error) => ['sin recoger', String(error)]),
      why: 'Node apaga el proceso con un «error» que nadie escucha: reiniciar la base de datos tumbaría todos los relays.',
    }),
  ).toEqual({ uncaught: [], marked: ['1'], borrowed: 0 })
})
