import { anotherProcess, expect, explain, type Outcome, test } from '@taller/workbench/testing'

import { type RelayOptions, type RelayResult, relayOnce } from '../src/outbox-relay.ts'
import { HeldBroker } from './held-broker.ts'
import { endOf, ending, isLockTimeout, list, resultOf } from './in-words.ts'
import { openShop, type Shop } from './shop.ts'

const limits = { batchSize: 10, maxAttempts: 3 }

test('dos relays a la vez no publican el mismo evento', async ({ database }) => {
  await using shop = await openShop(database)
  const { a, b } = await runBWhileAIsHeld(shop)

  const twice = a.ids.filter((id) => b.ids.includes(id))
  expect(
    twice,
    explain({
      happened: `Mientras el relay A esperaba al broker con el evento 1, el relay B publicó también ${
        twice.length === 1 ? 'el evento' : 'los eventos'
      } ${list(twice)}. O nada bloqueaba la fila (una variable no la ve otro proceso, tampoco en globalThis), o el bloqueo del SELECT ya se había soltado: dura lo que su transacción.`,
      expected: 'B se salta lo que A tiene entre manos.',
      evidence: [
        ['publicado por A', a.ids.join('  ')],
        ['publicado por B', b.ids.join('  ') || 'nada', 'lo repetido salió dos veces'],
      ],
      why: 'con dos instancias en producción, cada pedido manda dos correos.',
    }),
  ).toEqual([])
})

test('el segundo relay no se queda esperando al primero', async ({ database }) => {
  await using shop = await openShop(database)
  const { outcomeB, orderTaken } = await runBWhileAIsHeld(shop)

  const blocked = outcomeB.state === 'rejected' && isLockTimeout(outcomeB.reason)
  expect(
    { orderTaken, outcomeB: outcomeB.state },
    explain({
      happened: !orderTaken
        ? 'Mientras el relay A esperaba al broker no se pudo guardar un pedido nuevo: A tiene bloqueada la tabla outbox_events entera, también para insertar.'
        : blocked
          ? 'El relay B se quedó esperando por las filas o el bloqueo que tenía A (al tomarlas, o al marcar un rango que las incluye), hasta que PostgreSQL lo echó por tiempo.'
          : `Mientras A esperaba al broker, el relay B ${ending(outcomeB)}.`,
      expected: 'nadie espera a A: B termina, publique algo o nada, y los pedidos se guardan.',
      evidence: [
        ['el pedido nuevo', orderTaken ? 'se guardó' : 'no se pudo guardar'],
        ['el relay B', blocked ? 'esperó hasta agotar el tiempo' : ending(outcomeB)],
      ],
      why: orderTaken
        ? 'si cada relay espera al anterior, el broker más lento para a todas las instancias.'
        : 'con el broker lento se pararía la tienda, y la outbox existe para que no dependa de él.',
    }),
  ).toEqual({ orderTaken: true, outcomeB: 'fulfilled' })
})

test('entre los dos, cada evento sale una vez y queda marcado', async ({ database }) => {
  await using shop = await openShop(database)
  const { a, b, last } = await runBWhileAIsHeld(shop)

  const published = [...a.ids, ...b.ids, ...last.ids].toSorted()
  const marked = await shop.marked()
  expect(
    { published, marked },
    explain({
      happened: `Cuando A y B terminaron y pasó un tercero, se habían publicado ${list(published)} y están marcados ${list(marked)}.`,
      expected: '1, 2, 3 y 4, una vez cada uno, y los cuatro marcados.',
      evidence: [
        ['publicado por A', a.ids.join('  ')],
        ['publicado por B', b.ids.join('  ') || 'nada'],
        ['y después', last.ids.join('  ') || 'nada'],
      ],
      why: 'lo que un relay se salta tiene que publicarlo alguien.',
    }),
  ).toEqual({ published: ['1', '2', '3', '4'], marked: ['1', '2', '3', '4'] })
})

/**
 * A se queda dentro de broker.publish mientras llega un pedido nuevo y B va de principio a fin.
 * Después, un tercero.
 */
async function runBWhileAIsHeld(shop: Shop): Promise<{
  a: HeldBroker
  b: HeldBroker
  last: HeldBroker
  outcomeB: Outcome<RelayResult>
  orderTaken: boolean
}> {
  const [a, b, last] = [new HeldBroker(), new HeldBroker(), new HeldBroker()]
  await shop.add(...['1', '2', '3'].map((id) => ({ id, order: `10${id}` })))
  using gate = a.hold('1')

  // #region held
  const relayA = endOf(relayOnce({ pool: shop.openPool(), broker: a, ...limits }))
  await Promise.race([
    relayA,
    gate.reached({
      happened: 'El relay A no llegó a publicar el evento 1.',
      expected: 'el más antiguo es el primero que llega al broker.',
      why: 'sin publicar no hay nada que comparar entre dos relays.',
    }),
  ])
  // La tienda sigue vendiendo: guardar un pedido tampoco espera al broker de A.
  const orderTaken = await shop.tryToAdd({ id: '4', order: '104' })
  const pool = shop.openPool()
  // En otro proceso: lo que A guarda en variables, B no lo ve.
  const outcomeB = await relayElsewhere({ pool, broker: b, ...limits })
  gate.release()
  await relayA
  // #endregion held
  await resultOf('relayOnce', relayOnce({ pool, broker: last, ...limits }))
  return { a, b, last, outcomeB, orderTaken }
}

async function relayElsewhere(options: RelayOptions): Promise<Outcome<RelayResult>> {
  using _elsewhere = anotherProcess()
  const { relayOnce } = await import('../src/outbox-relay.ts')
  return await endOf(relayOnce(options))
}
