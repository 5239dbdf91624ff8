import { expect, explain, outcomeNow, outcomeOf, test, turns } from '@taller/workbench/testing'

import type { Order, OrderPlaced } from '../src/order.ts'
import { placeOrderAsync } from '../src/order-service.ts'
import type { OrderQueue, OrderStore } from '../src/ports.ts'
import { listed, order, settle } from './held-services.ts'
import { carries, inWords } from './in-words.ts'

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
      saved.push(given)
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

  const reply = placeOrderAsync(order, { store, queue })
  const early = await outcomeNow(reply)
  const whileSaving = [...log]
  saving.resolve()
  const outcome = await outcomeOf(reply)

  expect(
    whileSaving,
    explain({
      happened: whileSaving.includes('publish empieza')
        ? 'El evento salió hacia la cola con el pedido todavía a medio guardar.'
        : `Con el pedido a medio guardar había pasado: ${listed(whileSaving)}; placeOrderAsync ${inWords(early)}.`,
      expected: 'que se guarde primero y se publique cuando save termine.',
      evidence: [['registro', listed(whileSaving)]],
      why: 'si guardar falla, ya hay tres consumidores trabajando en un pedido que no existe.',
    }),
  ).toEqual(['save empieza'])
  expect(
    saved,
    explain({
      happened: `Se guardó ${JSON.stringify(saved)}.`,
      expected: 'el pedido tal como llegó, una vez.',
      why: 'el pedido guardado es la única verdad que queda si todo lo demás falla.',
    }),
  ).toEqual([order])
  expect(
    log,
    explain({
      happened: `Guardado el pedido, el registro quedó así: ${listed(log)}; placeOrderAsync ${inWords(outcome)}.`,
      expected: 'guardar y después publicar, una vez cada cosa.',
      why: 'sin evento, ni el inventario ni el correo ni la factura se enteran del pedido.',
    }),
  ).toEqual(['save empieza', 'save termina', 'publish empieza', 'publish acepta'])
})

test('publica un solo order.placed con los datos del pedido', async () => {
  const { store, queue, saving, accepting, published } = holdStoreAndQueue()
  saving.resolve()
  accepting.resolve()

  const outcome = await outcomeOf(placeOrderAsync(order, { store, queue }))

  expect(
    published.length,
    explain({
      happened: `Se publicaron ${published.length} eventos; placeOrderAsync ${inWords(outcome)}.`,
      expected: 'uno solo: la cola ya se ocupa de que llegue a todos los consumidores.',
      why: 'un evento por consumidor obliga a quien publica a saber quiénes son.',
    }),
  ).toBe(1)
  expect(
    published[0],
    explain({
      happened: 'Al evento publicado le falta, o le cambia, algún dato.',
      expected: "type: 'order.placed' y los mismos orderId, email, totalCents y lines del pedido.",
      evidence: [['publicado', JSON.stringify(published[0])]],
      why: 'lo que el evento no lleve, cada consumidor tendrá que ir a preguntarlo.',
    }),
  ).toMatchObject({ ...order, type: 'order.placed' })
})

test('responde «accepted» cuando la cola acepta, no antes', async () => {
  const { store, queue, saving, accepting } = holdStoreAndQueue()
  saving.resolve()

  const reply = placeOrderAsync(order, { store, queue })
  const early = await outcomeNow(reply)
  accepting.resolve()
  const outcome = await outcomeOf(reply)

  expect(
    early.state,
    explain({
      happened: `La cola aún no había aceptado el evento y placeOrderAsync ya ${inWords(early)}.`,
      expected: 'que la respuesta espere al acuse de la cola (y a nadie más).',
      why: 'si la cola se cae ahora, el cliente tiene un «accepted» de un pedido que nadie hará.',
    }),
  ).toBe('pending')
  expect(
    outcome,
    explain({
      happened: `Con el pedido guardado y el evento aceptado, placeOrderAsync ${inWords(outcome)}.`,
      expected: `{ orderId: '${order.orderId}', status: 'accepted' }.`,
      why: 'aún no está hecho nada: prometer «completed» sería mentir al cliente.',
    }),
  ).toEqual({ state: 'fulfilled', value: { orderId: order.orderId, status: 'accepted' } })
})

test('si no se puede guardar, no se publica nada y quien llamó lo sabe', async () => {
  const { store, queue, saving, accepting, published } = holdStoreAndQueue()
  const boom = new Error('disco lleno')
  saving.reject(boom)
  accepting.resolve()

  const outcome = await settle(() => placeOrderAsync(order, { store, queue }))
  await turns()

  expect(
    published,
    explain({
      happened: `Guardar falló y aun así se publicó el evento de ${order.orderId}.`,
      expected: 'que no salga ningún evento.',
      why: 'se descuenta, se cobra y se avisa de un pedido que no consta en ninguna parte.',
    }),
  ).toEqual([])
  expect(
    carries(outcome, boom),
    explain({
      happened: `Guardar falló con «${boom.message}» y placeOrderAsync ${inWords(outcome)}.`,
      expected: 'que falle con ese mismo error, o con otro que lo lleve en «cause».',
      why: 'el cliente se iría tranquilo con un pedido que no existe.',
    }),
  ).toBe(true)
})

test('si la cola no acepta el evento, quien llamó lo sabe', async () => {
  const { store, queue, saving, accepting } = holdStoreAndQueue()
  const boom = new Error('la cola no responde')
  saving.resolve()
  accepting.reject(boom)

  const outcome = await settle(() => placeOrderAsync(order, { store, queue }))

  expect(
    carries(outcome, boom),
    explain({
      happened: `La cola rechazó el evento con «${boom.message}» y placeOrderAsync ${inWords(outcome)}.`,
      expected: 'que falle con ese mismo error, o con otro que lo lleve en «cause».',
      why: 'el pedido está guardado pero nadie lo preparará: quien llamó debe poder reintentar.',
    }),
  ).toBe(true)
})
