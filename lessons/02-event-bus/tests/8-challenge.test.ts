import { expect, explain, outcomeNow, test, turns } from '@taller/workbench/testing'

import { expectAwaited, expectOneLess, expectSilent, openBus, publish } from './challenge-bus.ts'

test('con once, el handler recibe la primera publicación y ninguna más', async () => {
  const bus = openBus()
  let calls = 0
  bus.subscribe('order.placed', () => void calls++, { once: true })

  await publish(bus, 'order.placed', 'order.placed')

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
  const bus = openBus()
  const gate = Promise.withResolvers<void>()
  let calls = 0
  const slow = async () => {
    calls++
    await gate.promise
  }
  bus.subscribe('order.placed', slow, { once: true })

  const both = [1, 2].map(() => publish(bus, 'order.placed'))
  await turns()
  gate.resolve()
  await Promise.all(both)

  expect(
    calls,
    explain({
      happened: `Dos publicaciones a la vez dieron ${calls} entregas: la baja esperó a que terminase el handler.`,
      expected: 'una: la suscripción se consume antes de llamar al handler, no después.',
      at: 'publish',
      why: 'entre la llamada y el final caben muchas publicaciones, y todas repetirían el efecto.',
    }),
  ).toBe(1)
})

test('con once, lo que otro handler publica por dentro tampoco llega dos veces', async () => {
  const bus = openBus()
  let nested = false
  let calls = 0
  bus.subscribe('order.placed', async () => {
    if (nested) return
    nested = true
    await publish(bus, 'order.placed')
  })
  bus.subscribe('order.placed', () => void calls++, { once: true })

  await publish(bus, 'order.placed')

  expect(
    calls,
    explain({
      happened: `Un handler publicó por dentro el mismo evento y el de «once» se llamó ${calls} veces.`,
      expected: 'una: en cuanto un reparto lo incluye en su foto, ningún otro puede incluirlo.',
      at: 'publish',
      why: 'dos repartos con la misma suscripción en su foto son dos efectos.',
    }),
  ).toBe(1)
})

test('al abortar la señal se da de baja esa suscripción y solo esa', async () => {
  const bus = openBus()
  const closing = new AbortController()
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('pantalla'), { signal: closing.signal })
  bus.subscribe('order.placed', () => void received.push('factura'))

  await publish(bus, 'order.placed')
  const before = received.splice(0).toSorted()
  closing.abort()
  await publish(bus, 'order.placed')

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
  const bus = openBus()
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

  await publish(bus, 'order.placed')

  expect(
    received.toSorted(),
    explain({
      happened: `A y B abortan cada uno la señal del otro, y solo recibió ${received.join('') || 'nadie'}.`,
      expected:
        'los dos: abortar es darse de baja, y una baja cuenta desde la publicación siguiente.',
      at: 'publish',
      why: 'quién recibe dependería de quién corre primero: el mismo evento, dos resultados.',
    }),
  ).toEqual(['A', 'B'])
})

test('con una señal ya abortada no llega a suscribirse', async () => {
  const bus = openBus()
  let calls = 0
  bus.subscribe('order.placed', () => void calls++, { signal: AbortSignal.abort() })

  await publish(bus, 'order.placed')

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
  const bus = openBus()
  const { signal } = new AbortController()
  const leave = bus.subscribe('order.placed', () => {}, { signal })

  leave()

  expectSilent(signal, 'Tras la baja')
})

test('con once y señal, la única entrega también deja de escuchar en la señal', async () => {
  const bus = openBus()
  const { signal } = new AbortController()
  bus.subscribe('order.placed', () => {}, { once: true, signal })

  await publish(bus, 'order.placed')

  expectSilent(signal, 'Tras su única entrega, que es también su baja')
})

test('subscribeAll recibe todos los eventos, con su nombre, hasta la baja', async () => {
  const bus = openBus()
  const received: string[] = []
  const leave = bus.subscribeAll(({ event, payload }) => {
    received.push(`${event} ${JSON.stringify(payload)}`)
  })

  await publish(bus, 'order.placed', '*')
  leave()
  await publish(bus, 'order.cancelled')

  expect(
    received,
    explain({
      happened: received.some((line) => line.startsWith('order.cancelled'))
        ? 'Tras su baja, subscribeAll siguió recibiendo.'
        : `subscribeAll recibió ${received.length} veces: ${received.join(' · ') || 'nada'}.`,
      expected:
        'una vez «order.placed» y una vez «*», como { event, payload }, y nada tras la baja.',
      at: 'subscribeAll',
      why: 'un registro de auditoría vale si lo ve todo y si se puede apagar.',
    }),
  ).toEqual(['order.placed {"orderId":"ord_1"}', '* {"orderId":"ord_1"}'])
})

test('quien usa subscribeAll durante un reparto recibe el siguiente, no este', async () => {
  const bus = openBus()
  const received: string[] = []
  const join = () => void bus.subscribeAll(({ event }) => void received.push(event))
  bus.subscribe('order.placed', join)

  await publish(bus, 'order.placed', 'order.cancelled')

  expect(
    received,
    explain({
      happened: `Llegó durante el reparto de «order.placed» y recibió: ${received.join(' y ') || 'nada'}.`,
      expected: 'solo «order.cancelled», que es el siguiente: la foto fija vale también aquí.',
      evidence: [['recibido', received.join(' · ') || 'nada']],
      at: 'subscribeAll',
      why: 'el registro contaría a unos un evento anterior a su alta, y a otros no.',
    }),
  ).toEqual(['order.cancelled'])
})

test('cada subscribeAll es una suscripción, con su baja y en su bus', async () => {
  const [bus, other] = [openBus(), openBus()]
  let calls = 0
  const audit = () => void calls++
  const leave = bus.subscribeAll(audit)
  bus.subscribeAll(audit)
  other.subscribeAll(audit)

  await publish(bus, 'order.placed')
  const withTwo = calls
  leave()
  leave()
  await publish(bus, 'order.placed')

  expectOneLess({ before: withTwo, after: calls - withTwo })
})

test('subscribeAll no espera a los demás handlers', async () => {
  const bus = openBus()
  const gate = Promise.withResolvers<void>()
  const received: string[] = []
  bus.subscribe('order.placed', () => gate.promise)
  bus.subscribeAll(({ event }) => void received.push(event))

  const delivery = publish(bus, 'order.placed')
  await turns()
  const whileBusy = [...received]
  gate.resolve()
  await delivery

  expect(
    whileBusy,
    explain({
      happened: 'Con un handler aún trabajando, subscribeAll no había recibido el evento.',
      expected: 'que reciba a la vez que los demás.',
      evidence: [['recibido', whileBusy.join(' · ') || 'nada']],
      at: 'subscribeAll',
      why: 'si un handler se cuelga, el registro no dirá ni que hubo un pedido.',
    }),
  ).toEqual(['order.placed'])
})

test('publish espera también a los handlers de subscribeAll', async () => {
  const bus = openBus()
  const gate = Promise.withResolvers<void>()
  bus.subscribeAll(() => gate.promise)

  const delivery = publish(bus, 'order.placed')
  const whileBusy = await outcomeNow(delivery)
  gate.resolve()
  expectAwaited({ whileBusy: whileBusy.state, finally: await delivery })
})

test('un fallo en subscribeAll llega a onError con el evento y no contagia', async () => {
  const told: string[] = []
  const bus = openBus(({ event, error }) => void told.push(`${event}: ${String(error)}`))
  const received: string[] = []
  bus.subscribeAll(() => {
    throw new Error('auditoría caída')
  })
  bus.subscribe('order.placed', () => void received.push('factura'))

  const state = await publish(bus, 'order.placed')

  expect(
    { state, told, received },
    explain({
      happened: `Lanzó un handler de subscribeAll: publish ${state === 'fulfilled' ? 'se cumplió' : 'no se cumplió'} y la factura ${received.length === 1 ? 'recibió' : 'no recibió una vez'}.`,
      expected:
        'publish se cumple, onError se entera una vez con «order.placed» y la factura recibe.',
      evidence: [['avisos a onError', told.join(' · ') || 'ninguno']],
      at: 'subscribeAll',
      why: 'quien mira no puede romper a quien trabaja.',
    }),
  ).toEqual({
    state: 'fulfilled',
    told: ['order.placed: Error: auditoría caída'],
    received: ['factura'],
  })
})
