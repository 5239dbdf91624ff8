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
      why: 'una señal por pantalla da de baja veinte suscripciones de una vez, sin guardar veinte bajas.',
    }),
  ).toEqual({ before: ['factura', 'pantalla'], after: ['factura'] })
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

test('suscribirse a «*» no es suscribirse a todo', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  bus.subscribeAll(({ event }) => void received.push(`todo: ${event}`))
  bus.subscribe('*', () => void received.push('asterisco'))

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received,
    explain({
      happened: received.includes('asterisco')
        ? 'Quien se suscribió al evento llamado «*» recibió «order.placed»: el comodín ocupó un nombre válido.'
        : `Con «order.placed» recibieron: ${received.join(' y ') || 'ninguno'}.`,
      expected:
        'recibe subscribeAll y nadie más: cualquier cadena sigue siendo un nombre corriente.',
      why: 'un nombre con truco convierte un evento normal en una escucha de todo el sistema.',
    }),
  ).toEqual(['todo: order.placed'])
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
      happened: `Lanzó un handler de subscribeAll: publish quedó «${outcome.state}», avisos a onError: ${told.join(' · ') || 'ninguno'}, y la factura recibió ${received.length} veces.`,
      expected:
        'publish se cumple, onError se entera una vez con «order.placed» y la factura recibe.',
      why: 'quien mira no puede romper a quien trabaja.',
    }),
  ).toEqual({
    state: 'fulfilled',
    told: ['order.placed: Error: auditoría caída'],
    received: ['factura'],
  })
})
