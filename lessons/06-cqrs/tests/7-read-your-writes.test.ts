import { expect, explain, type Outcome, outcomeOf, test } from '@taller/workbench/testing'

import { type CommandResult, handleCommand } from '../src/commands.ts'
import { readEvents } from '../src/event-log.ts'
import type { OrderReadModel } from '../src/order-read-model.ts'
import { project } from '../src/projection.ts'
import { waitForVersion, type Waiting } from '../src/wait-for-version.ts'
import { cancelled, placed } from './events.ts'
import { count, endOf, ending, resultOf } from './in-words.ts'
import { buy } from './orders.ts'
import { openShop, type Shop } from './shop.ts'

test('si ya está proyectado, responde sin esperar', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'))
  const pool = shop.openPool()
  await resultOf('project', project(pool, placed('ord_1')))
  let pauses = 0

  const outcome = await waiting(shop, 1, async () => void pauses++)

  expect(
    { order: summary(outcome), pauses },
    explain({
      happened: `La versión 1 de ord_1 ya estaba en la lectura: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected: 'mira primero: si está, devuelve el pedido sin ninguna pausa.',
      evidence: [
        ['devolvió', summary(outcome)],
        ['pausas', String(pauses)],
      ],
      why: 'casi siempre el proyector ya ha pasado; dormir antes de mirar se lo cobra a todo el mundo.',
    }),
  ).toEqual({ order: 'ord_1 placed', pauses: 0 })
})

test('espera lo que haga falta hasta que la lectura llega a esa versión', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPool()
  const result = await resultOf('handleCommand', handleCommand(shop.openStrictPool(), buy))
  const [event] = await readEvents(pool, result.orderId)
  // #region injected-pause
  let pauses = 0
  const pause = async () => {
    if (++pauses === 3 && event) await project(pool, event)
  }

  const outcome = await waiting(shop, result, pause)
  // #endregion injected-pause

  expect(
    { order: summary(outcome), pauses },
    explain({
      happened: `El proyector pasó durante la tercera pausa: waitForVersion ${ending(outcome)} ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}${
        outcome.state === 'fulfilled' && summary(outcome) === 'nada' ? ', y no devolvió nada' : ''
      }.`,
      expected: 'vuelve a mirar después de cada pausa, y a la cuarta mirada devuelve el pedido.',
      evidence: [
        ['devolvió', summary(outcome)],
        ['pausas', String(pauses)],
      ],
      why: 'una sola espera fija es una apuesta: cuando el proyector va con retraso, el cliente ve que su pedido no existe.',
    }),
  ).toEqual({ order: `${result.orderId} placed`, pauses: 3 })
})

test('una versión anterior no vale', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'), cancelled('ord_1'))
  const pool = shop.openPool()
  await resultOf('project', project(pool, placed('ord_1')))
  let pauses = 0
  const pause = async () => {
    if (++pauses === 2) await project(pool, cancelled('ord_1'))
  }

  const outcome = await waiting(shop, 2, pause)

  expect(
    { order: summary(outcome), pauses },
    explain({
      happened: `Ana canceló (versión 2) y la lectura iba por la 1: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected: 'que la fila exista no basta: espera a que cuente la versión 2.',
      evidence: [
        ['devolvió', summary(outcome)],
        ['pausas', String(pauses)],
      ],
      why: 'la pantalla diría que el pedido sigue en marcha, y Ana lo cancelaría otra vez.',
    }),
  ).toEqual({ order: 'ord_1 cancelled', pauses: 2 })
})

test('una versión posterior sí vale', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'), cancelled('ord_1'))
  const pool = shop.openPool()
  for (const event of [placed('ord_1'), cancelled('ord_1')]) {
    await resultOf('project', project(pool, event))
  }

  const outcome = await waiting(shop, 1, tooLong)

  expect(
    summary(outcome),
    explain({
      happened: `Se esperaba la versión 1 y la lectura ya iba por la 2: waitForVersion ${ending(outcome)}.`,
      expected: 'lo devuelve: la versión 2 cuenta también lo que pasó en la 1.',
      why: 'quien espera una versión exacta que ya pasó de largo espera para siempre.',
    }),
  ).toBe('ord_1 cancelled')
})

test('mientras solo ha llegado la cancelación, sigue esperando', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'), cancelled('ord_1'))
  const pool = shop.openPool()
  await resultOf('project', project(pool, cancelled('ord_1')))
  let pauses = 0
  const pause = async () => {
    if (++pauses === 2) await project(pool, placed('ord_1'))
  }

  const outcome = await waiting(shop, 2, pause)

  expect(
    { order: summary(outcome), pauses },
    explain({
      happened: `De ord_1 solo había llegado la cancelación, y en la segunda pausa llegó el pedido: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected: 'espera a poder enseñarlo: la fila dice versión 2, pero aún no tiene datos.',
      evidence: [
        ['devolvió', summary(outcome)],
        ['pausas', String(pauses)],
      ],
      why: 'quien pide esperar recibe un pedido, no un hueco.',
    }),
  ).toEqual({ order: 'ord_1 cancelled', pauses: 2 })
})

test('al abortarse la señal rechaza, y deja de mirar', async ({ database }) => {
  await using shop = await openShop(database)
  const stopping = new AbortController()
  let pauses = 0
  const pause = async () => {
    if (++pauses === 2) stopping.abort(new Error('se acabó el tiempo'))
    if (pauses > 2) throw new Error('pidió otra pausa después de abortarse')
  }

  const outcome = await waiting(shop, 1, pause, stopping.signal)

  expect(
    { ending: ending(outcome), late: pauses > 2 },
    explain({
      happened: `La señal se abortó durante la segunda pausa: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected: 'rechaza con el motivo de la señal (signal.reason), y no pide más pausas.',
      why: 'si el proyector está parado, cada petición que espera sin límite es una conexión menos.',
    }),
  ).toEqual({ ending: 'rechazó con «se acabó el tiempo»', late: false })
})

test('al abortarse la señal, la pausa en curso se entera', async ({ database }) => {
  await using shop = await openShop(database)
  const stopping = new AbortController()
  // Como setTimeout de node:timers/promises: si nadie le pasa la señal, no se entera de nada.
  const held = Promise.withResolvers<void>()
  const paused = Promise.withResolvers<void>()
  let heard = false
  const pause = async (signal?: AbortSignal) => {
    signal?.addEventListener('abort', () => {
      heard = true
      held.reject(signal.reason)
    })
    paused.resolve()
    await held.promise
  }

  const run = waiting(shop, 1, pause, stopping.signal)
  await Promise.race([paused.promise, run])
  stopping.abort(new Error('se acabó el tiempo'))
  const outcome = await outcomeOf(run, 1_000)
  held.resolve()
  await run

  const end = outcome.state === 'fulfilled' ? outcome.value : outcome
  expect(
    { state: end.state, heard },
    explain({
      happened: `La señal se abortó a mitad de una pausa larga: waitForVersion ${
        end.state === 'pending' ? 'siguió esperando a que acabara' : ending(end)
      }${heard ? '' : ', y a pause no le llegó la señal: sigue por su cuenta'}.`,
      expected: 'pause recibe la señal y la pausa se corta; waitForVersion rechaza en el acto.',
      why: 'el cliente ya se ha ido; lo que siga esperando por él le quita sitio a otro.',
    }),
  ).toEqual({ state: 'rejected', heard: true })
})

test('si la señal ya estaba abortada y falta el pedido, no hace ninguna pausa', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const signal = AbortSignal.abort(new Error('se acabó el tiempo'))
  let pauses = 0
  const pause = async () => {
    pauses++
    await tooLong()
  }

  const outcome = await waiting(shop, 1, pause, signal)

  expect(
    { ending: ending(outcome), pauses },
    explain({
      happened: `La señal llegó ya abortada, y el pedido no estaba en la lectura: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected: 'rechaza con el motivo de la señal (signal.reason), sin pedir ninguna pausa.',
      why: 'la señal se mira antes de cada pausa, también de la primera: quien ya se ha ido no espera nada.',
    }),
  ).toEqual({ ending: 'rechazó con «se acabó el tiempo»', pauses: 0 })
})

test('mientras espera no retiene ninguna conexión', async ({ database }) => {
  await using shop = await openShop(database)
  await shop.record(placed('ord_1'))
  const pool = shop.openPool()
  const seen: number[] = []
  const pause = async () => {
    seen.push(shop.borrowed)
    if (seen.length === 2) await project(pool, placed('ord_1'))
  }

  const outcome = await waiting(shop, 1, pause)

  expect(
    { order: summary(outcome), seen },
    explain({
      happened: `Durante las pausas, waitForVersion tenía cogida una conexión, y ${ending(outcome)}.`,
      expected: 'cero: cada mirada pide una conexión y la devuelve.',
      evidence: [
        ['devolvió', summary(outcome)],
        ['conexiones en cada pausa', seen.join('  ')],
      ],
      why: 'con diez conexiones, diez personas esperando dejarían sin base de datos al propio proyector, que es a quien esperan.',
    }),
  ).toEqual({ order: 'ord_1 placed', seen: [0, 0] })
})

test('si la base de datos falla, rechaza', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openPoolWith('-c search_path=nowhere')

  let pauses = 0
  const pause = async () => {
    pauses++
    await tooLong()
  }
  const result = { orderId: 'ord_1', version: 1 }

  const outcome = await endOf(waitForVersion(pool, result, { pause, signal: never() }))

  expect(
    { state: outcome.state, pauses },
    explain({
      happened: `La tabla de lectura no se podía leer: waitForVersion ${ending(outcome)}, ${pauses === 0 ? 'sin hacer ninguna pausa' : `tras ${count(pauses, 'pausa')}`}.`,
      expected:
        'rechaza con ese error y sin más pausas: no es que falte poco, es que no se puede mirar.',
      why: 'quien confunde una avería con un retraso espera hasta el límite, y no se entera nadie.',
    }),
  ).toEqual({ state: 'rejected', pauses: 0 })
})

function waiting(
  shop: Shop,
  wanted: number | CommandResult,
  pause: Waiting['pause'],
  signal: AbortSignal = never(),
): Promise<Outcome<OrderReadModel>> {
  const result = typeof wanted === 'number' ? { orderId: 'ord_1', version: wanted } : wanted
  return endOf(waitForVersion(shop.openPool(), result, { pause, signal }))
}

/** Aquí nadie tendría que seguir esperando: la pausa lo corta con un error. */
async function tooLong(): Promise<never> {
  throw new Error('siguió haciendo pausas cuando ya no tocaba')
}

function never(): AbortSignal {
  return new AbortController().signal
}

function summary(outcome: Outcome<OrderReadModel>): string {
  if (outcome.state !== 'fulfilled') return ending(outcome)
  return outcome.value ? `${outcome.value.id} ${outcome.value.status}` : 'nada'
}
