import { expect, explain, outcomeNow, outcomeOf, test, turns } from '@taller/workbench/testing'

import type { Order, OrderPlaced } from '../src/order.ts'
import { placeOrderAsync } from '../src/order-service.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'
import { listed, order, settle } from './held-services.ts'
import { carries, errorLost, inWords } from './in-words.ts'

const savedTwice = 'un pedido guardado dos veces son dos pedidos, y el cliente hizo uno.'

/** Un almacén y una cola que apuntan lo que se les pide y responden cuando el test quiere. */
function holdStoreAndQueue() {
  const log: string[] = []
  const saved: Order[] = []
  const published: OrderPlaced[] = []
  const saving = Promise.withResolvers<void>()
  const accepting = Promise.withResolvers<void>()
  for (const { promise } of [saving, accepting]) promise.catch(() => {})

  const store: OrderStore = {
    async save(given) {
      log.push('save empieza')
      saved.push(structuredClone(given)) // lo que se guardaría, cambie después o no
      await saving.promise
      log.push('save termina')
    },
  }
  const queue: OrderQueue = {
    async publish(event) {
      log.push('publish empieza')
      published.push(event)
      await accepting.promise
      log.push('publish acepta')
    },
  }
  return { store, queue, saving, accepting, log, saved, published }
}

test('publica cuando el pedido ya está guardado, no antes', async () => {
  const { store, queue, saving, accepting, log, saved } = holdStoreAndQueue()
  accepting.resolve()

  const reply = placeOrderAsync(structuredClone(order), { store, queue })
  const early = await outcomeNow(reply)
  const whileSaving = [...log]
  saving.resolve()
  const outcome = await outcomeOf(reply)

  expect(
    whileSaving,
    explain({
      happened: whileSaving.includes('publish empieza')
        ? 'El evento salió hacia la cola con el pedido todavía a medio guardar.'
        : whileSaving.length > 1
          ? 'Se volvió a llamar a save sin esperar a la primera vez.'
          : 'No se llegó a llamar a save.',
      expected: 'que se guarde primero, una vez, y se publique cuando save termine.',
      evidence: [
        ['registro', listed(whileSaving)],
        ['la función', inWords(early)],
      ],
      why: whileSaving.includes('publish empieza')
        ? 'si guardar falla, ya hay tres consumidores trabajando en un pedido que no existe.'
        : whileSaving.length > 1
          ? savedTwice
          : 'de un pedido que no consta en ninguna parte nadie puede responder mañana.',
    }),
  ).toEqual(['save empieza'])
  expect(
    saved.length,
    explain({
      happened: `El pedido ya estaba guardado y se llamó a save otra vez: ${saved.length} en total.`,
      expected: 'que el pedido se guarde una vez.',
      evidence: log.map((line) => ['·', line]),
      why: savedTwice,
    }),
  ).toBe(1)
  expect(
    saved,
    explain({
      happened: 'Lo guardado no es el pedido tal como llegó.',
      expected: 'el pedido entero y sin cambios.',
      evidence: saved.map((each) => ['guardado', JSON.stringify(each)]),
      why: 'el pedido guardado es la única verdad que queda si todo lo demás falla.',
    }),
  ).toEqual([order])
  expect(
    log,
    explain({
      happened: 'Guardado el pedido, no se publicó una vez y solo una.',
      expected: 'guardar y después publicar, una vez cada cosa.',
      evidence: [...log.map((line) => ['·', line] as const), ['la función', inWords(outcome)]],
      why: log.includes('publish empieza')
        ? 'cada evento de más es otro descuento, otro correo y otro cobro del mismo pedido.'
        : 'sin evento, ni el inventario ni el correo ni la factura se enteran del pedido.',
    }),
  ).toEqual(['save empieza', 'save termina', 'publish empieza', 'publish acepta'])
})

test('publica un solo order.placed con los datos del pedido', async () => {
  const { store, queue, saving, accepting, published } = holdStoreAndQueue()
  saving.resolve()
  accepting.resolve()
  const twoLines = { ...order, lines: [...order.lines, { sku: 'plato', quantity: 1 }] }
  const given = structuredClone(twoLines)

  const outcome = await outcomeOf(placeOrderAsync(given, { store, queue }))

  expect(
    published.length,
    explain({
      happened: `Eventos publicados: ${published.length}.`,
      expected: 'uno solo: la cola ya se ocupa de que llegue a todos los consumidores.',
      evidence: [
        ['publicados', listed(published.map(({ type, orderId }) => `${type} ${orderId}`))],
        ['la función', inWords(outcome)],
      ],
      why:
        published.length === 0
          ? 'sin evento, ni el inventario ni el correo ni la factura se enteran del pedido.'
          : 'con un evento por consumidor o por línea, cada uno trabaja varias veces en un pedido.',
    }),
  ).toBe(1)
  expect(
    published[0],
    explain({
      happened: 'Al evento publicado le falta, o le cambia, algún dato.',
      expected: "type: 'order.placed' y los mismos orderId, email, totalCents y lines del pedido.",
      evidence: Object.entries(published[0] ?? {}).map(([key, value]) => [
        key,
        JSON.stringify(value) ?? 'undefined',
      ]),
      why: 'lo que el evento no lleve, cada consumidor tendrá que ir a preguntarlo.',
    }),
  ).toMatchObject({ ...twoLines, type: 'order.placed' })
  expect(
    given,
    explain({
      happened: 'placeOrderAsync cambió el pedido que le dieron.',
      expected: 'que el evento sea otro objeto: el pedido es de quien llama.',
      evidence: Object.entries(given).map(([key, value]) => [key, JSON.stringify(value)]),
      why: 'quien llamó guarda o compara después un pedido que ya no es el suyo.',
    }),
  ).toEqual(twoLines)
})

test('responde «accepted» cuando la cola acepta, no antes', async () => {
  const { store, queue, saving, accepting } = holdStoreAndQueue()
  saving.resolve()

  const reply = placeOrderAsync(structuredClone(order), { store, queue })
  const early = await outcomeNow(reply)
  accepting.resolve()
  const outcome = await outcomeOf(reply)

  expect(
    early.state,
    explain({
      happened: `La cola aún no había aceptado el evento y placeOrderAsync ya ${inWords(early)}.`,
      expected: 'que la respuesta espere al acuse de la cola (y a nadie más).',
      evidence: [
        ['publish', 'sin acuse todavía'],
        ['la función', inWords(early)],
      ],
      why:
        early.state === 'rejected'
          ? 'quien llamó da por fallido un pedido que la cola aún puede aceptar.'
          : 'si la cola se cae ahora, el cliente tiene un «accepted» de un pedido que nadie hará.',
    }),
  ).toBe('pending')
  expect(
    outcome,
    explain({
      happened: `Con el pedido guardado y el evento aceptado, placeOrderAsync ${inWords(outcome)}.`,
      expected: `{ orderId: '${order.orderId}', status: 'accepted' }.`,
      evidence: [['la función', inWords(outcome)]],
      why:
        outcome.state === 'fulfilled' && outcome.value?.status === 'completed'
          ? 'aún no está hecho nada: prometer «completed» sería mentir al cliente.'
          : 'el cliente necesita saber qué pedido es el suyo y que consta.',
    }),
  ).toEqual({ state: 'fulfilled', value: { orderId: order.orderId, status: 'accepted' } })
})

test('si no se puede guardar, no se publica nada y quien llamó lo sabe', async () => {
  const { store, queue, saving, accepting, saved, published } = holdStoreAndQueue()
  const boom = new Error('disco lleno')
  saving.reject(boom)
  accepting.resolve()

  const outcome = await settle(() => placeOrderAsync(structuredClone(order), { store, queue }))
  await turns()

  expect(
    published,
    explain({
      happened: `Guardar falló y aun así se publicó el evento de ${order.orderId}.`,
      expected: 'que no salga ningún evento.',
      evidence: [
        ['save', `falló con «${boom.message}»`],
        ['publish', listed(published.map(({ type, orderId }) => `${type} ${orderId}`))],
      ],
      why: 'se descuenta, se cobra y se avisa de un pedido que no consta en ninguna parte.',
    }),
  ).toEqual([])
  expect(
    carries(outcome, boom),
    explain({
      ...errorLost(
        {
          ...{ source: 'save', error: boom, caller: 'placeOrderAsync' },
          lost: 'el cliente se iría tranquilo con un pedido que no existe.',
        },
        outcome,
      ),
    }),
  ).toBe(true)
  expect(
    saved.length,
    explain({
      happened: `Guardar falló y se llamó a save ${saved.length} veces.`,
      expected: 'que se intente una vez, y que reintentar lo decida quien recibe el error.',
      evidence: [['save', `falló con «${boom.message}»`]],
      why: 'save pudo guardar y fallar después: repetirlo a ciegas deja dos pedidos.',
    }),
  ).toBe(1)
})

test('si la cola no acepta el evento, quien llamó lo sabe', async () => {
  const { store, queue, saving, accepting, published } = holdStoreAndQueue()
  const boom = new Error('la cola no responde')
  saving.resolve()
  accepting.reject(boom)

  const outcome = await settle(() => placeOrderAsync(structuredClone(order), { store, queue }))
  await turns()

  expect(
    carries(outcome, boom),
    explain({
      ...errorLost(
        {
          ...{ source: 'publish', error: boom, caller: 'placeOrderAsync' },
          lost: 'el pedido está guardado pero nadie lo preparará: quien llamó debe poder reintentar.',
        },
        outcome,
      ),
    }),
  ).toBe(true)
  expect(
    published.length,
    explain({
      happened: `La cola no aceptó el evento y se publicó ${published.length} veces.`,
      expected: 'una vez: reintentar lo decide quien llamó, que es quien recibe el error.',
      evidence: [['publish', `falló con «${boom.message}»`]],
      why:
        published.length === 0
          ? 'sin evento, ni el inventario ni el correo ni la factura se enteran del pedido.'
          : 'el acuse pudo perderse con el evento ya dentro: repetirlo a ciegas lo duplica.',
    }),
  ).toBe(1)
})
