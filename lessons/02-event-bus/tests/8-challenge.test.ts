import { getEventListeners } from 'node:events'

import { expect, explain, outcomeOf, test, turns } from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order; 'order.cancelled': Order; '*': Order }

const order: Order = { orderId: 'ord_1' }
const nothingFails = { onError: () => {} }

test('con once, el handler recibe la primera publicación y ninguna más', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  bus.subscribe('order.placed', () => void calls++, { once: true })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    calls,
    explain({
      happened: `Con { once: true } y dos publicaciones hubo ${calls} entregas.`,
      expected: 'una: la primera.',
      why: 'un «gracias por tu primer pedido» que llega con cada pedido deja de ser creíble.',
    }),
  ).toBe(1)
})

test('con once, una segunda publicación durante la primera tampoco llega', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const gate = Promise.withResolvers<void>()
  let calls = 0
  const slow = async () => {
    calls++
    await gate.promise
  }
  bus.subscribe('order.placed', slow, { once: true })

  const both = [1, 2].map(() => Promise.try(() => bus.publish('order.placed', order)))
  await turns()
  gate.resolve()
  await outcomeOf(Promise.all(both))

  expect(
    calls,
    explain({
      happened: `Dos publicaciones a la vez dieron ${calls} entregas: la baja esperó a que terminase el handler.`,
      expected: 'una: la suscripción se consume antes de llamar al handler, no después.',
      why: 'entre la llamada y el final caben muchas publicaciones, y todas repetirían el efecto.',
    }),
  ).toBe(1)
})

test('con once, lo que otro handler publica por dentro tampoco llega dos veces', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let nested = false
  let calls = 0
  bus.subscribe('order.placed', async () => {
    if (nested) return
    nested = true
    await bus.publish('order.placed', order)
  })
  bus.subscribe('order.placed', () => void calls++, { once: true })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    calls,
    explain({
      happened: `Un handler publicó por dentro el mismo evento y el de «once» se llamó ${calls} veces.`,
      expected: 'una: en cuanto un reparto lo incluye en su foto, ningún otro puede incluirlo.',
      why: 'dos repartos con la misma suscripción en su foto son dos efectos.',
    }),
  ).toBe(1)
})

test('al abortar la señal se da de baja esa suscripción y solo esa', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const closing = new AbortController()
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('pantalla'), { signal: closing.signal })
  bus.subscribe('order.placed', () => void received.push('factura'))

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  const before = received.splice(0).toSorted()
  closing.abort()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { before, after: received },
    explain({
      happened:
        before.length < 2
          ? `Antes de abortar recibieron: ${before.join(' y ') || 'ninguno'}.`
          : `Tras abortar la señal de la pantalla recibieron: ${received.join(' y ') || 'ninguno'}.`,
      expected: 'antes, la pantalla y la factura; después, solo la factura.',
      evidence: [
        ['antes de abortar', before.join(' · ') || 'nadie'],
        ['después', received.join(' · ') || 'nadie'],
      ],
      why: 'una señal por pantalla da de baja veinte suscripciones de una vez, sin guardar veinte bajas.',
    }),
  ).toEqual({ before: ['factura', 'pantalla'], after: ['factura'] })
})

test('abortar durante un reparto cuenta desde el siguiente', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const [first, second] = [new AbortController(), new AbortController()]
  const received: string[] = []
  const leaving = [
    { name: 'A', own: first, other: second },
    { name: 'B', own: second, other: first },
  ]
  for (const { name, own, other } of leaving) {
    const abortTheOther = () => {
      received.push(name)
      other.abort()
    }
    bus.subscribe('order.placed', abortTheOther, { signal: own.signal })
  }

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received.toSorted(),
    explain({
      happened: `A y B abortan cada uno la señal del otro, y solo recibió ${received.join('') || 'nadie'}.`,
      expected:
        'los dos: abortar es darse de baja, y una baja cuenta desde la publicación siguiente.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'quién recibe dependería de quién corre primero: el mismo evento, dos resultados.',
    }),
  ).toEqual(['A', 'B'])
})

test('con una señal ya abortada no llega a suscribirse', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  bus.subscribe('order.placed', () => void calls++, { signal: AbortSignal.abort() })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    calls,
    explain({
      happened: 'La señal ya estaba abortada al suscribirse y el handler recibió el evento.',
      expected: 'ninguna entrega: el suceso «abort» ya pasó y no volverá a sonar.',
      why: 'quien llega a una pantalla ya cerrada quedaría suscrito para siempre.',
    }),
  ).toBe(0)
})

test('tras la baja no queda nada escuchando en la señal', () => {
  const bus = new EventBus<Events>(nothingFails)
  const { signal } = new AbortController()
  const leave = bus.subscribe('order.placed', () => {}, { signal })

  leave()

  const listening = getEventListeners(signal, 'abort').length
  expect(
    listening,
    explain({
      happened: `Tras la baja, la señal seguía con ${listening} escucha${listening === 1 ? '' : 's'} de «abort».`,
      expected: 'ninguna: la baja deshace todo lo que hizo la suscripción.',
      why: 'una señal puede durar lo que la aplicación, y guardaría para siempre cada pantalla cerrada.',
    }),
  ).toBe(0)
})

test('subscribeAll recibe todos los eventos, con su nombre, hasta la baja', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const leave = bus.subscribeAll(({ event, payload }) => {
    received.push(`${event} ${JSON.stringify(payload)}`)
  })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  await outcomeOf(Promise.try(() => bus.publish('*', order)))
  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.cancelled', order)))

  expect(
    received,
    explain({
      happened: received.some((line) => line.startsWith('order.cancelled'))
        ? 'Tras su baja, subscribeAll siguió recibiendo.'
        : `subscribeAll recibió ${received.length} veces: ${received.join(' · ') || 'nada'}.`,
      expected:
        'una vez «order.placed» y una vez «*», como { event, payload }, y nada tras la baja.',
      why: 'un registro de auditoría vale si lo ve todo y si se puede apagar.',
    }),
  ).toEqual(['order.placed {"orderId":"ord_1"}', '* {"orderId":"ord_1"}'])
})

test('quien usa subscribeAll durante un reparto recibe el siguiente, no este', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const join = () => void bus.subscribeAll(({ event }) => void received.push(event))
  bus.subscribe('order.placed', join)

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  await outcomeOf(Promise.try(() => bus.publish('order.cancelled', order)))

  expect(
    received,
    explain({
      happened: `Llegó durante el reparto de «order.placed» y recibió: ${received.join(' y ') || 'nada'}.`,
      expected: 'solo «order.cancelled», que es el siguiente: la foto fija vale también aquí.',
      evidence: [['recibido', received.join(' · ') || 'nada']],
      why: 'el registro contaría a unos un evento anterior a su alta, y a otros no.',
    }),
  ).toEqual(['order.cancelled'])
})

test('cada subscribeAll es una suscripción, con su baja y en su bus', async () => {
  const [bus, other] = [new EventBus<Events>(nothingFails), new EventBus<Events>(nothingFails)]
  let calls = 0
  const audit = () => void calls++
  const leave = bus.subscribeAll(audit)
  bus.subscribeAll(audit)
  other.subscribeAll(audit)

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  const withTwo = calls
  leave()
  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    [withTwo, calls - withTwo],
    explain({
      happened:
        withTwo > 2
          ? 'Lo publicado en un bus llegó al subscribeAll de otro: los buses comparten oyentes.'
          : 'La misma función, dos veces en subscribeAll, y las entregas no cuadran.',
      expected: 'dos entregas y, tras la baja de una (aunque se repita), una.',
      evidence: [
        ['con las dos', String(withTwo)],
        ['tras una baja', String(calls - withTwo)],
      ],
      why: 'la baja de un módulo dejaría sordo a otro que usa la misma función.',
    }),
  ).toEqual([2, 1])
})

test('subscribeAll no espera a los demás handlers', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const gate = Promise.withResolvers<void>()
  const received: string[] = []
  bus.subscribe('order.placed', () => gate.promise)
  bus.subscribeAll(({ event }) => void received.push(event))

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  await turns()
  const whileBusy = [...received]
  gate.resolve()
  await outcomeOf(delivery)

  expect(
    whileBusy,
    explain({
      happened: 'Con un handler aún trabajando, subscribeAll no había recibido el evento.',
      expected: 'que reciba a la vez que los demás.',
      evidence: [['recibido', whileBusy.join(' · ') || 'nada']],
      why: 'si un handler se cuelga, el registro no dirá ni que hubo un pedido.',
    }),
  ).toEqual(['order.placed'])
})

test('un fallo en subscribeAll llega a onError con el evento y no contagia', async () => {
  const told: string[] = []
  const bus = new EventBus<Events>({
    onError: ({ event, error }) => void told.push(`${event}: ${String(error)}`),
  })
  const received: string[] = []
  bus.subscribeAll(() => {
    throw new Error('auditoría caída')
  })
  bus.subscribe('order.placed', () => void received.push('factura'))

  const outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { state: outcome.state, told, received },
    explain({
      happened: `Lanzó un handler de subscribeAll: publish ${outcome.state === 'fulfilled' ? 'se cumplió' : 'no se cumplió'} y la factura ${received.length === 1 ? 'recibió' : 'no recibió una vez'}.`,
      expected:
        'publish se cumple, onError se entera una vez con «order.placed» y la factura recibe.',
      evidence: [['avisos a onError', told.join(' · ') || 'ninguno']],
      why: 'quien mira no puede romper a quien trabaja.',
    }),
  ).toEqual({
    state: 'fulfilled',
    told: ['order.placed: Error: auditoría caída'],
    received: ['factura'],
  })
})
