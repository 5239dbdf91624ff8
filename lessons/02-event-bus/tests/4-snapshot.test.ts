import { expect, explain, outcomeOf, test } from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order }

const order: Order = { orderId: 'ord_1' }
const nothingFails = { onError: () => {} }

test('quien se suscribe durante un reparto recibe el siguiente, no este', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  const welcomeLate = once(() => bus.subscribe('order.placed', () => void calls++))
  bus.subscribe('order.placed', welcomeLate)

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  const duringThis = calls
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { duringThis, duringNext: calls - duringThis },
    explain({
      happened:
        duringThis > 0
          ? 'El recién llegado recibió el evento que ya se estaba repartiendo: recorres la lista viva.'
          : `Con su alta ya hecha, el recién llegado recibió ${times(calls)} el evento siguiente.`,
      expected: 'nada del reparto en curso y una vez el siguiente.',
      evidence: [
        ['del reparto en curso', times(duringThis)],
        ['del siguiente', times(calls - duringThis)],
      ],
      why:
        duringThis > 0
          ? 'si un handler suscribe a otro igual en cada entrega, el reparto en curso no acabaría nunca.'
          : 'quien se suscribe mientras hay tráfico, que es siempre, se quedaría sin su evento.',
    }),
  ).toEqual({ duringThis: 0, duringNext: 1 })
})

test('quien se da de baja durante un reparto aún recibe este, y ya no el siguiente', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const leaveA: () => void = bus.subscribe('order.placed', () => {
    received.push('A')
    leaveB()
  })
  const leaveB: () => void = bus.subscribe('order.placed', () => {
    received.push('B')
    leaveA()
  })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  const duringThis = received.splice(0).toSorted()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { duringThis, duringNext: received },
    explain({
      happened:
        duringThis.length < 2
          ? `A y B se dan de baja el uno al otro, y solo recibió ${duringThis.join('') || 'ninguno'}: la baja alcanzó al reparto en curso.`
          : `Tras darse de baja en el reparto anterior, aún ${received.length === 1 ? 'recibió' : 'recibieron'} ${received.join(' y ')}.`,
      expected: 'A y B reciben este reparto y ninguno el siguiente.',
      evidence: [
        ['recibieron este', duringThis.join(' · ') || 'nadie'],
        ['recibieron el siguiente', received.join(' · ') || 'nadie'],
      ],
      why: 'quién recibe dependería de quién corre primero: el mismo evento, dos resultados.',
    }),
  ).toEqual({ duringThis: ['A', 'B'], duringNext: [] })
})

test('quien se da de baja a sí mismo al recibir no deja a otro sin su entrega', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  for (const who of ['inventario', 'correo', 'factura']) {
    const leave: () => void = bus.subscribe('order.placed', () => {
      received.push(who)
      leave()
    })
  }

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received.toSorted(),
    explain({
      happened: `Cada handler se da de baja al recibir, y recibieron ${received.length} de 3: al encoger la lista mientras la recorres, te saltas al de al lado.`,
      expected: 'los tres reciben este reparto.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'un correo sin enviar que depende del orden de alta: en tu máquina va bien y en producción no.',
    }),
  ).toEqual(['correo', 'factura', 'inventario'])
})

test('quien se suscribe justo después de llamar a publish no recibe ese evento', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('a tiempo'))

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  bus.subscribe('order.placed', () => void received.push('tarde'))
  await outcomeOf(delivery)

  expect(
    received,
    explain({
      happened: received.includes('tarde')
        ? 'Alguien se suscribió después de llamar a publish y recibió el evento: la foto se hizo tarde.'
        : 'Quien estaba suscrito al llamar a publish no recibió el evento.',
      expected: 'la foto es del instante en que se llama a publish, sin ningún await por delante.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'recibir un evento anterior a tu suscripción es una carrera que solo se ve con tráfico.',
    }),
  ).toEqual(['a tiempo'])
})

test('lo que un handler publica por dentro llega ya a quien acaba de suscribirse', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const inner: Order = { orderId: 'ord_2' }
  const subscribeAndPublish = once(async () => {
    bus.subscribe('order.placed', (payload: Order) => void received.push(payload.orderId))
    await bus.publish('order.placed', inner)
  })
  bus.subscribe('order.placed', subscribeAndPublish)

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received,
    explain({
      happened: received.includes('ord_1')
        ? 'El recién llegado recibió ord_1, que ya se estaba repartiendo cuando llegó.'
        : `El recién llegado recibió ord_2 ${times(received.length)}.`,
      expected: 'solo ord_2, una vez: cada publish hace su propia foto al empezar.',
      why: 'una foto por bus, y no por publicación, pierde eventos cuando unos provocan otros.',
    }),
  ).toEqual(['ord_2'])
})

function times(count: number): string {
  return count === 1 ? 'una vez' : `${count} veces`
}

/** Un handler que solo actúa en su primera entrega. */
function once(act: () => unknown): () => Promise<void> {
  let done = false
  return async () => {
    if (done) return
    done = true
    await act()
  }
}
