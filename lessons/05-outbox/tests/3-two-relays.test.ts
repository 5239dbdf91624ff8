import { expect, explain, type Outcome, test } from '@taller/workbench/testing'
import { vi } from 'vitest'

import { type RelayResult, relayOnce } from '../src/outbox-relay.ts'
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
      } ${list(twice)}. O nada bloqueaba la fila (una variable no la ve otro proceso), o el bloqueo del SELECT ya se había soltado: dura lo que su transacción.`,
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
  const { outcomeB } = await runBWhileAIsHeld(shop)

  expect(
    outcomeB.state,
    explain({
      happened:
        outcomeB.state === 'rejected' && isLockTimeout(outcomeB.reason)
          ? 'El relay B se quedó esperando por las filas o el bloqueo que tenía A, hasta que PostgreSQL lo echó por tiempo.'
          : `Mientras A esperaba al broker, el relay B ${ending(outcomeB)}.`,
      expected: 'B termina sin esperar a A, publique algo o nada.',
      why: 'si cada relay espera al anterior, el broker más lento para a todas las instancias.',
    }),
  ).toBe('fulfilled')
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
      expected: '1, 2 y 3, una vez cada uno, y los tres marcados.',
      evidence: [
        ['publicado por A', a.ids.join('  ')],
        ['publicado por B', b.ids.join('  ') || 'nada'],
        ['y después', last.ids.join('  ') || 'nada'],
      ],
      why: 'lo que un relay se salta tiene que publicarlo alguien.',
    }),
  ).toEqual({ published: ['1', '2', '3'], marked: ['1', '2', '3'] })
})

/** A se queda dentro de broker.publish mientras B va de principio a fin. Después, un tercero. */
async function runBWhileAIsHeld(shop: Shop): Promise<{
  a: HeldBroker
  b: HeldBroker
  last: HeldBroker
  outcomeB: Outcome<RelayResult>
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
  const pool = shop.openPool()
  // Otro ejemplar del módulo, como en otro proceso: una variable suya no la ve el primero.
  vi.resetModules()
  const other = await import('../src/outbox-relay.ts')
  const outcomeB = await endOf(other.relayOnce({ pool, broker: b, ...limits }))
  gate.release()
  await relayA
  // #endregion held
  await resultOf('relayOnce', relayOnce({ pool, broker: last, ...limits }))
  return { a, b, last, outcomeB }
}
