import { getEventListeners } from 'node:events'

import { expect, explain, test, within } from '@taller/workbench/testing'

import { abortedBatch } from './aborted-batch.ts'
import { failOnCommit } from './database-faults.ts'
import { HeldBroker } from './held-broker.ts'
import { ending, list, words } from './in-words.ts'
import {
  answerLate,
  beats,
  countLoans,
  markedSoon,
  notReached,
  start,
  untilLoans,
} from './running-loop.ts'
import { openShop } from './shop.ts'

test('publica también lo que llega mientras está en marcha', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  using first = broker.hold('1')
  using second = broker.hold('2')
  await using loop = start(shop, broker)

  await Promise.race([loop.end, first.reached(notReached('1', 'que ya estaba'))])
  first.release()
  await shop.add({ id: '2', order: '102' })
  await Promise.race([loop.end, second.reached(notReached('2', 'que llegó después'))])
  second.release()

  const marked = await markedSoon(shop, loop, '2')
  const outcome = await loop.now()
  expect(
    { loop: outcome.state, marked },
    explain({
      happened: `El bucle, que nadie ha abortado, ${outcome.state === 'pending' ? 'sigue en marcha' : `terminó: ${ending(outcome)}`}. Están marcados: ${list(marked)}.`,
      expected: 'publica el 1, después el 2, que llegó más tarde, y sigue mirando.',
      evidence: [['marcados', list(marked)]],
      why: 'un relay que solo mira una vez deja sin publicar todo lo que venga detrás.',
    }),
  ).toEqual({ loop: 'pending', marked: ['1', '2'] })
})

test('una vuelta no empieza hasta que termina la anterior', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' }, { id: '2', order: '102' })
  using gate = broker.hold('1')
  await shop.warmUp(2)
  await using loop = start(shop, broker, { batchSize: 1 })
  await Promise.race([loop.end, gate.reached(notReached('1', 'el más antiguo'))])
  const held = shop.borrowed

  await beats(shop, 40)
  // Otra vuelta puede tener ya su conexión e ir despacio: se la deja acabar, con un límite.
  for (let more = 0; more < 1_000 && shop.borrowed > held && broker.ids.length === 1; more++) {
    await beats(shop, 1)
  }

  expect(
    broker.ids,
    explain({
      happened:
        broker.ids.length > 0
          ? `Con everyMs 5 y lotes de uno, el broker retenía el evento 1 y ya había recibido ${list(broker.ids)}: otra vuelta empezó antes de acabar esta.`
          : 'El evento 1 no llegó a este broker: o el bucle no lo publicó, o se lo llevó una vuelta que seguía en marcha después de parar el bucle anterior.',
      expected: 'nada más llega al broker hasta que esa vuelta termina.',
      why: 'setInterval no espera a nadie: con un broker lento, las vueltas se amontonan hasta agotar las conexiones.',
    }),
  ).toEqual(['1'])
})

test('al abortar, termina el lote que tiene entre manos y no empieza otro', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' }, { id: '2', order: '102' })
  using gate = broker.hold('1')
  await using loop = start(shop, broker, { batchSize: 1, everyMs: 60_000 })
  await Promise.race([loop.end, gate.reached(notReached('1', 'el más antiguo'))])

  loop.abort()
  const whileHeld = await loop.now()
  gate.release()
  const outcome = await loop.end

  const marked = await shop.marked()
  expect(
    { whileHeld: whileHeld.state, outcome: outcome.state, received: broker.ids, marked },
    explain(abortedBatch({ whileHeld, outcome, received: broker.ids, marked })),
  ).toEqual({ whileHeld: 'pending', outcome: 'fulfilled', received: ['1'], marked: ['1'] })
})

test('abortar durante el descanso lo termina en el acto', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  using gate = broker.hold('1')
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  await using loop = start(shop, broker, { everyMs: 60_000, onError })
  await Promise.race([loop.end, gate.reached(notReached('1', 'que ya estaba'))])
  gate.release()
  await beats(shop, 10)

  loop.abort()

  const { state } = await within(
    loop.end,
    {
      happened: 'La señal se abortó durante un descanso de un minuto y el bucle seguía esperando.',
      expected: 'el descanso se interrumpe y el bucle termina.',
      why: 'quien despliega da unos segundos para parar; después, mata el proceso a la fuerza.',
    },
    2_000,
  )
  expect(
    { state, errors: errors.length },
    explain({
      happened: `Al abortarlo durante el descanso, el bucle ${
        state === 'rejected' ? 'rechazó' : state === 'pending' ? 'no terminó' : 'terminó bien'
      }${errors.length > 0 ? `, pero contó a onError un fallo que no lo es: «${words(errors[0])}»` : ''}.`,
      expected:
        'su promesa se cumple y onError no recibe nada: parar cuando te lo piden no es un error.',
      evidence: [
        ['vueltas que fallaron', '0'],
        ['avisos a onError', String(errors.length)],
      ],
      why: 'un apagado ordenado que acaba en error hace saltar una alarma en cada despliegue.',
    }),
  ).toEqual({ state: 'fulfilled', errors: 0 })
})

test('con la señal ya abortada no publica nada', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  await using loop = start(shop, broker, { signal: AbortSignal.abort() })
  const outcome = await loop.end

  expect(
    { outcome: outcome.state, received: broker.ids },
    explain({
      happened: `La señal venía abortada; el bucle ${ending(outcome)} y el broker recibió ${list(broker.ids)}.`,
      expected: 'termina sin empezar ninguna vuelta.',
      evidence: [['llegaron al broker', list(broker.ids)]],
      why: 'si el proceso se está apagando cuando arranca el relay, no es hora de abrir conexiones.',
    }),
  ).toEqual({ outcome: 'fulfilled', received: [] })
})

test('una vuelta que falla se avisa y no mata al bucle', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add({ id: '1', order: '101' })
  using gate = broker.hold('2')
  await using fault = await failOnCommit(shop, 'UPDATE')
  await using loop = start(shop, broker)

  const told = await Promise.race([loop.end.then(() => false), loop.firstError.then(() => true)])
  await fault.repair()
  await shop.add({ id: '2', order: '102' })
  await Promise.race([
    loop.end,
    gate.reached({
      happened: told
        ? 'Una vuelta falló, onError se enteró, y el bucle ya no publicó nada más.'
        : 'Una vuelta falló: onError no se enteró y el bucle ya no publicó nada más.',
      expected: 'onError recibe el error y la vuelta siguiente sigue su camino.',
      why: 'un reinicio de la base de datos dejaría a la tienda sin eventos hasta que alguien lo note.',
    }),
  ])
  const alive = await loop.now()
  gate.release()
  loop.abort()
  const outcome = await loop.end

  expect(
    { told, alive: alive.state, outcome: outcome.state },
    explain({
      happened: told
        ? `Tras una vuelta fallida, el bucle ${ending(alive.state === 'pending' ? outcome : alive)}.`
        : `El COMMIT de una vuelta falló: onError no se enteró y el bucle ${ending(outcome)}.`,
      expected: 'onError se entera, el bucle sigue publicando y termina bien cuando se aborta.',
      evidence: [
        ['onError', told ? 'se enteró' : 'no se enteró'],
        ['el bucle, antes de abortarlo', alive.state === 'pending' ? 'seguía' : 'había terminado'],
        ['y después', ending(outcome)],
      ],
      why: 'un reinicio de la base de datos dejaría a la tienda sin eventos hasta que alguien lo note.',
    }),
  ).toEqual({ told: true, alive: 'pending', outcome: 'fulfilled' })
})

test('si no hay nada pendiente, descansa everyMs', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  using loans = countLoans(pool)
  await using loop = start(shop, new HeldBroker(), { pool, everyMs: 60_000 })

  await untilLoans(shop, loop, loans, 1) // abrir una conexión es lo que más tarda
  await beats(shop, 40)

  const { count } = loans
  expect(
    count <= 8,
    explain({
      happened: `Sin nada pendiente y con everyMs de un minuto, el bucle pidió ${count} conexiones en un instante: no descansa.`,
      expected: 'una vuelta, y después el descanso.',
      evidence: [['conexiones pedidas', String(count)]],
      why: 'un relay que no descansa gasta un núcleo y miles de consultas por segundo en no hacer nada.',
    }),
  ).toBe(true)
})

test('tras una vuelta que falla también descansa, y abortar no es un error', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await shop.add({ id: '1', order: '101' })
  await using _fault = await failOnCommit(shop, 'UPDATE')
  let errors = 0
  const onError = () => void errors++
  await using loop = start(shop, new HeldBroker(), { everyMs: 60_000, onError })

  await beats(shop, 40)
  const resting = errors
  loop.abort()
  await loop.end

  expect(
    { resting: resting <= 1, errors: errors <= 1 },
    explain({
      happened:
        resting > 1
          ? `Con everyMs de un minuto y el COMMIT roto, onError recibió ${resting} errores en un instante: tras un error no hay descanso.`
          : 'Al abortar, onError recibió un error más: el de interrumpir el descanso.',
      expected: 'un error, el descanso, y ninguno más por abortar.',
      evidence: [
        ['errores antes de abortar', String(resting)],
        ['y después', String(errors)],
      ],
      why: 'insistir sin pausa a una base de datos enferma la remata, y llena el registro de avisos.',
    }),
  ).toEqual({ resting: true, errors: true })
})

test('tras una vuelta en la que algo falló también descansa, aunque otro saliera', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  using gate = broker.hold('1')
  broker.fail('1')
  const pool = shop.openPool()
  using loans = countLoans(pool)
  const everyMs = 80
  await using loop = start(shop, broker, { pool, everyMs })
  await untilLoans(shop, loop, loans, 2) // la primera vuelta no la trae un descanso
  await shop.add({ id: '1', order: '101' }, { id: '2', order: '102' })
  await Promise.race([loop.end, gate.reached(notReached('1', 'el más antiguo'))])
  await answerLate(gate, pool, everyMs)

  const attempts = broker.ids.filter((id) => id === '1').length
  expect(
    attempts,
    explain({
      happened: `El broker tardó en contestar más que everyMs; rechazó el evento 1 y aceptó el 2. Antes de que pasara everyMs el bucle había intentado el 1 ${attempts === 0 ? 'ninguna vez' : `un total de ${attempts} veces`}: tras el fallo no descansó.`,
      expected:
        'un intento y después el descanso entero, que se cuenta desde que acaba la vuelta y no desde que empieza.',
      evidence: [['intentos del evento 1', String(attempts)]],
      why: 'insistir sin pausa gasta los intentos en milisegundos: un broker caído un segundo aparta eventos sanos.',
    }),
  ).toBe(1)
})

test('los descansos no dejan escuchas en la señal', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  using loans = countLoans(pool)
  await using loop = start(shop, new HeldBroker(), { pool, everyMs: 1 })
  const going = await untilLoans(shop, loop, loans, 12)

  const left = getEventListeners(loop.signal, 'abort').length
  expect(
    { going, left: Math.min(left, 3) },
    explain({
      happened: going
        ? `Tras ${loans.count} vueltas con su descanso, la señal tiene ${left} escuchas de «abort»: cada descanso deja la suya.`
        : `Sin nada pendiente y con everyMs 1, el bucle dio ${loans.count} vueltas y ya no da más.`,
      expected: 'como mucho, la escucha del descanso en curso y alguna del propio bucle.',
      evidence: [['escuchas de «abort»', String(left)]],
      why: 'la señal dura lo que el proceso: a una vuelta por segundo, en un día se quedan 86 400 escuchas.',
    }),
  ).toEqual({ going: true, left })
})
