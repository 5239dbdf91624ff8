import {
  expect,
  explain,
  type Outcome,
  test,
  turns,
  unhandledDuring,
} from '@taller/workbench/testing'

import { type RelayResult, relayOnce } from '../src/outbox-relay.ts'
import { HeldBroker } from './held-broker.ts'
import { endOf, ending, list, resultOf } from './in-words.ts'
import { roundOf } from './one-round.ts'
import { openShop, type Shop } from './shop.ts'

const limits = { batchSize: 10, maxAttempts: 5 }

const notReached = {
  happened: 'relayOnce no llegó a publicar el evento 1.',
  expected: 'el más antiguo es el primero que llega al broker.',
  why: 'sin publicar, el pedido existe y nadie más lo sabe.',
}

/** El pedido 101 se hizo y se canceló; entre medias se hizo el 102. */
async function addStory(shop: Shop): Promise<void> {
  await shop.add(
    { id: '1', order: '101' },
    { id: '2', order: '102' },
    { id: '3', order: '101', type: 'order.cancelled' },
  )
}

test('si falla un evento, los de su pedido esperan y los demás siguen', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await addStory(shop)
  broker.fail('1')

  const result = await roundOf({ pool: shop.openPool(), broker, ...limits })

  const marked = await shop.marked()
  const tries = broker.ids.filter((id) => id === '1').length
  expect(
    { result, overtaken: broker.ids.includes('3'), marked, tries },
    explain({
      happened: broker.ids.includes('3')
        ? 'Falló «order.placed» del pedido 101 y se publicó igualmente su «order.cancelled».'
        : tries > 1
          ? `El broker rechazó el evento 1 y en la misma vuelta se le volvió a mandar: lo recibió ${tries} veces.`
          : broker.ids.includes('2')
            ? `Falló el evento 1 y se publicó el del otro pedido, pero la cuenta fue ${JSON.stringify(result)} y los marcados: ${list(marked)}.`
            : 'Falló el evento 1, del pedido 101, y por eso el del pedido 102 tampoco salió.',
      expected:
        'el 1 se intenta una vez; sale el 2, que es de otro pedido; el 3 espera al 1, que es anterior (tienen la misma fecha y desempata el id); y el resultado es { published: 1, failed: 1 }.',
      evidence: [['llegaron al broker', broker.ids.join('  ')]],
      why: 'cancelar un pedido que para el almacén no existe es un error; parar la tienda entera por él, también.',
    }),
  ).toEqual({ result: { published: 1, failed: 1 }, overtaken: false, marked: ['2'], tries: 1 })
})

test('cuando el broker se recupera, cada pedido sale en su orden', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await addStory(shop)
  const relay = { pool: shop.openPool(), broker, ...limits }
  broker.fail('1')
  await roundOf(relay)
  broker.recover()

  const afterRecovery = broker.received.length
  for (let round = 0; round < 3; round++) await resultOf('relayOnce', relayOnce(relay))

  const ids = broker.ids.slice(afterRecovery)
  expect(
    ids,
    explain({
      happened: `El broker se recuperó y tres vueltas publicaron ${list(ids)}.`,
      expected: '1 y después 3, una vez cada uno; el 2 ya había salido.',
      evidence: [
        ['antes', broker.ids.slice(0, afterRecovery).join('  ')],
        ['después', ids.join('  ')],
      ],
      why: 'quien escucha aplica los eventos como llegan: al revés, el pedido acabaría vivo.',
    }),
  ).toEqual(['1', '3'])
})

test('con dos relays, el segundo evento de un pedido tampoco adelanta al primero', async ({
  database,
}) => {
  await using shop = await openShop(database)
  const [a, b] = [new HeldBroker(), new HeldBroker()]
  await addStory(shop)
  using gate = a.hold('1')
  // De uno en uno: A tiene el primer evento del pedido 101 y no ha llegado al segundo.
  const relayA = endOf(relayOnce({ pool: shop.openPool(), broker: a, ...limits, batchSize: 1 }))
  await Promise.race([relayA, gate.reached(notReached)])

  await resultOf('relayOnce', relayOnce({ pool: shop.openPool(), broker: b, ...limits }))
  gate.release()
  await relayA

  expect(
    b.ids.includes('3'),
    explain({
      happened:
        'Mientras el relay A esperaba al broker con «order.placed» del pedido 101, el relay B publicó su «order.cancelled»: se saltó la fila bloqueada y tomó la siguiente del mismo pedido.',
      expected: 'B no toca un evento si otro anterior de su pedido sigue sin publicar.',
      evidence: [
        ['A, sin respuesta', a.ids.join('  ')],
        ['publicado por B', b.ids.join('  ')],
      ],
      why: 'SKIP LOCKED evita repetir, no desordenar: con dos instancias, este cruce ocurre cada día.',
    }),
  ).toBe(false)
})

test('un broker que lanza o rechaza con cualquier cosa cuenta como fallo', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(...['1', '2', '3'].map((id) => ({ id, order: `10${id}` })))
  using gate = broker.hold('1')
  broker.failAtOnce('2')
  broker.fail('3', undefined)

  let outcome: Outcome<RelayResult> = { state: 'pending' }
  // El 1 tarda en contestar: si los demás ya se han enviado, su rechazo también tiene que esperarlo alguien.
  const loose = await unhandledDuring(async () => {
    const relay = endOf(relayOnce({ pool: shop.openPool(), broker, ...limits }))
    await Promise.race([relay, gate.reached(notReached)])
    await turns()
    gate.release()
    outcome = await relay
  })

  const result = resultIn(outcome)
  const marked = await shop.marked()
  expect(
    { result, marked, borrowed: shop.borrowed, loose: loose.length },
    explain({
      happened: `El broker aceptó el evento 1, lanzó con el 2 y rechazó con undefined el 3${
        loose.length > 0 && typeof result !== 'string'
          ? '. Un rechazo llegó mientras se esperaba la respuesta de otro evento, a una promesa que nadie atendía todavía.'
          : `: relayOnce ${howItEscaped(outcome)}`
      }`,
      expected: '{ published: 1, failed: 2 }, solo el 1 marcado y todas las conexiones devueltas.',
      evidence: [
        ['marcados', list(marked)],
        ['conexiones sin devolver', String(shop.borrowed)],
        ['rechazos sin atender', String(loose.length)],
      ],
      why:
        loose.length > 0
          ? 'Node apaga el proceso con un rechazo que nadie atiende: si lanzas varias promesas, atiéndelas todas desde el principio.'
          : 'en JavaScript se puede lanzar cualquier cosa y en cualquier momento; el relay no puede caerse por eso.',
    }),
  ).toEqual({ result: { published: 1, failed: 2 }, marked: ['1'], borrowed: 0, loose: 0 })
})

function resultIn(outcome: Outcome<RelayResult>): RelayResult | string {
  return outcome.state === 'fulfilled' ? outcome.value : outcome.state
}

/** Cuál de los dos fallos del broker no se recogió, o qué pasó al recogerlo. */
function howItEscaped(outcome: Outcome<RelayResult>): string {
  if (outcome.state === 'fulfilled') return `devolvió ${JSON.stringify(outcome.value)}.`
  if (outcome.state === 'pending') return 'no terminó nunca.'
  const { reason } = outcome
  if (reason === undefined) return 'dejó escapar el undefined con el que rechazó el 3.'
  if (reason instanceof TypeError) {
    return `${ending(outcome)}: no todo lo que se rechaza es un Error, y undefined no tiene message.`
  }
  if (/conexión cerrada/.test(String(reason))) {
    return 'dejó escapar el error del 2: publish lanzó al llamarlo, sin devolver una promesa, y ahí no llegan ni .catch ni .then.'
  }
  return `${ending(outcome)}.`
}

test('dos agregados de distinto tipo con el mismo id no se esperan', async ({ database }) => {
  await using shop = await openShop(database)
  const broker = new HeldBroker()
  await shop.add(
    { id: '1', order: '101' },
    { id: '2', order: '101', aggregate: 'invoice', type: 'invoice.issued' },
  )
  broker.fail('1')

  const relay = { pool: shop.openPool(), broker, ...limits }
  await roundOf(relay)

  const marked = await shop.marked()
  expect(
    marked,
    explain({
      happened: `Falló el evento 1, del pedido 101, y el 2, de la factura 101, no salió como debía. Marcados: ${list(marked)}.`,
      expected: 'sale el 2: un agregado es aggregate_type y aggregate_id, no solo el id.',
      evidence: [['llegaron al broker', broker.ids.join('  ')]],
      why: 'los ids de dos tablas coinciden a menudo: un pedido atascado pararía una factura ajena.',
    }),
  ).toEqual(['2'])
})
