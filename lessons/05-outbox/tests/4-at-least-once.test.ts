import { expect, explain, test, unhandledDuring, uncaughtDuring } from '@taller/workbench/testing'

import { type RelayResult, relayOnce } from '../src/outbox-relay.ts'
import { failOnCommit, failOnMark, lendClosed } from './database-faults.ts'
import { HeldBroker } from './held-broker.ts'
import { endOf, ending, list, resultOf } from './in-words.ts'
import { openShop } from './shop.ts'

// Un solo intento: aquí nunca falla el broker, así que nada puede gastarlo.
const limits = { batchSize: 10, maxAttempts: 1 }

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
      evidence: [
        ['llegaron al broker', broker.ids.join('  ')],
        ['marcados', list(marked)],
      ],
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
  const done = outcome.state === 'fulfilled'
  const result: Partial<RelayResult> | undefined = done ? outcome.value : undefined
  const [claimed, refused] = done ? [result?.published, result?.failed] : [marked.length, 0]
  expect(
    { ended: outcome.state !== 'pending', claimed, refused },
    explain({
      happened: `El broker aceptó los tres eventos, marcar el 2 falló y relayOnce ${
        result
          ? `devolvió { published: ${result.published}, failed: ${result.failed} }`
          : done
            ? 'dijo que todo fue bien, sin devolver nada'
            : ending(outcome)
      }${
        claimed === marked.length
          ? ': cuenta como rechazado por el broker lo que falló en la base de datos.'
          : `, pero en la tabla hay ${marked.length} marcados.${
              marked.length === 0
                ? ' Tras un error de SQL, la transacción está rota y su COMMIT es un ROLLBACK que no avisa.'
                : ''
            }`
      }`,
      expected:
        'relayOnce rechaza, o published es el número de eventos que quedaron marcados y failed, el de los que rechazó el broker.',
      evidence: [
        ['dice', result ? `published ${result.published} · failed ${result.failed}` : '—'],
        ['marcados', list(marked)],
        ['rechazados por el broker', 'ninguno'],
      ],
      why: 'un relay que dice que todo va bien, o que culpa al broker de lo que no ha hecho, no hace saltar la alarma que toca.',
    }),
  ).toEqual({ ended: true, claimed: marked.length, refused: 0 })
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
  const locks = await shop.advisoryLocks()
  // Otro relay no tiene la conexión de antes, ni lo que se quedara puesto en ella.
  const other =
    borrowed > 0 ? undefined : await endOf(relayOnce({ ...relay, pool: shop.openPool() }))
  const first = await shop.row('1')
  const resumed = first?.processed_at !== null
  await shop.add({ id: '2', order: '102' })
  const outcome = await endOf(relayOnce(relay))
  await shop.quiet()

  const marked = await shop.marked()
  expect(
    { borrowed, open, other: other?.state, resumed, outcome: outcome.state, marked },
    explain({
      happened:
        borrowed > 0
          ? 'Marcar falló, y relayOnce volvió sin devolver la conexión al pool.'
          : !resumed && first.attempts > 0
            ? `El broker aceptó el evento 1, falló marcarlo, y se apuntó como un intento fallido: con maxAttempts 1 quedó apartado y no vuelve a salir.`
            : !resumed && locks > 0
              ? 'Marcar falló una vez y se arregló; otro relay, por otra conexión, ya no publica nada: la de antes volvió al pool con un bloqueo consultivo puesto (pg_advisory_lock), que dura lo que ella.'
              : outcome.state === 'fulfilled' && marked.length === 2
                ? 'Marcar falló, y la conexión se devolvió al pool antes de que terminara el ROLLBACK: no lo esperó nadie.'
                : `Marcar falló una vez y se arregló; después, otro relay ${other ? ending(other) : 'no empezó'}, y la misma conexión ${ending(outcome)}. Los marcados son: ${list(marked)}.`,
      expected:
        'la transacción que falla acaba con ROLLBACK, la conexión vuelve sin nada puesto y el evento, que el broker no ha rechazado, queda marcado a la siguiente.',
      evidence: [
        ['conexiones sin devolver', String(borrowed)],
        ['devueltas con una transacción abierta', String(open)],
        ['bloqueos consultivos puestos', String(locks)],
        ['el evento 1', `attempts ${first?.attempts} · last_error ${first?.last_error ?? 'NULL'}`],
      ],
      why: 'con una transacción o un bloqueo a cuestas, esa conexión estropea cada vuelta hasta que alguien reinicia; y un evento apartado por error no sale nunca.',
    }),
  ).toEqual({
    borrowed: 0,
    open: 0,
    other: 'fulfilled',
    resumed: true,
    outcome: 'fulfilled',
    marked: ['1', '2'],
  })
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
            ? 'La conexión llegó ya cerrada, y no se devolvió al pool: alguna consulta que puede fallar, BEGIN también, está fuera del try que la devuelve.'
            : `La conexión llegó ya cerrada, y el broker recibió ${list(broker.ids)}.`,
      expected: 'cada consulta se espera, también BEGIN, y la conexión se devuelve.',
      evidence: [
        ...loose.map((error) => ['sin recoger', String(error)] as const),
        ['conexiones sin devolver', String(shop.borrowed)],
        ['llegaron al broker', list(broker.ids)],
      ],
      why:
        loose.length > 0
          ? 'Node apaga el proceso con un rechazo que nadie atiende.'
          : 'cada conexión que no vuelve es una menos, y cuando no queda ninguna el relay se para.',
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

  const newListeners = () => shop.returns.at(-1)?.newListeners ?? 0
  const afterGood = newListeners()
  await shop.add({ id: '4', order: '104' })
  await using _fault = await failOnMark(shop, '4')
  for (let turn = 0; turn < 2; turn++) await endOf(relayOnce(relay))
  const afterBad = newListeners()

  const left = afterGood || afterBad
  expect(
    { afterGood, afterBad },
    explain({
      happened: `Cada vuelta${afterGood === 0 ? ' que falla' : ''} deja en su conexión ${left} ${left === 1 ? 'escucha' : 'escuchas'} más que la anterior${
        afterGood === 0 ? ': cuando algo lanza, no se llega a la línea que la quita' : ''
      }.`,
      expected:
        'lo que se añade con on se quita con off antes de devolver la conexión, también cuando la vuelta falla.',
      evidence: [
        ['tras una vuelta que va bien', `${afterGood} de más`],
        ['tras una vuelta que falla', `${afterBad} de más`],
      ],
      why: 'un relay da una vuelta por segundo: las escuchas se amontonan, y a la undécima Node avisa de una fuga.',
    }),
  ).toEqual({ afterGood: 0, afterBad: 0 })
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
      evidence: [
        ...uncaught.map((error) => ['sin recoger', String(error)] as const),
        ['conexiones sin devolver', String(shop.borrowed)],
        ['marcados', list(marked)],
      ],
      why: 'Node apaga el proceso con un «error» que nadie escucha: reiniciar la base de datos tumbaría todos los relays.',
    }),
  ).toEqual({ uncaught: [], marked: ['1'], borrowed: 0 })
})
