import { expect, explain, outcomeOf, test } from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order; 'order.cancelled': Order }

const order: Order = { orderId: 'ord_1' }
const nothingFails = { onError: () => {} }

test('quien se da de baja deja de recibir y los demás siguen', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const leave = bus.subscribe('order.placed', () => void received.push('correo'))
  bus.subscribe('order.placed', () => void received.push('inventario'))

  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received,
    explain({
      happened: received.includes('correo')
        ? 'El correo se dio de baja y aun así recibió el evento.'
        : 'La baja del correo se llevó también a inventario, que seguía suscrito.',
      expected: 'recibe inventario y solo inventario.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'una pantalla cerrada que sigue recibiendo es una fuga, y una baja de más es un evento perdido.',
    }),
  ).toEqual(['inventario'])
})

test('la misma función suscrita dos veces recibe dos veces', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  const handler = () => void calls++
  bus.subscribe('order.placed', handler)
  bus.subscribe('order.placed', handler)

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    calls,
    explain({
      happened: `Dos llamadas a subscribe con la misma función dieron ${times(calls, 'entrega')}.`,
      expected: 'una entrega por cada llamada a subscribe: dos.',
      why: 'si dos módulos comparten función y el bus los funde en uno, la baja de uno deja sordo al otro.',
    }),
  ).toBe(2)
})

test('una baja quita solo su suscripción, aunque la función sea la misma', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  const handler = () => void calls++
  const leave = bus.subscribe('order.placed', handler)
  bus.subscribe('order.placed', handler)

  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    calls,
    explain({
      happened:
        calls === 0
          ? 'Una baja quitó las dos suscripciones de la misma función: la baja busca la función y no la suscripción.'
          : `Había dos suscripciones, una se dio de baja y hubo ${times(calls, 'entrega')}.`,
      expected: 'queda una suscripción: una entrega.',
      why: 'un módulo que se cierra no puede dejar sin eventos a otro que sigue vivo.',
    }),
  ).toBe(1)
})

test('darse de baja dos veces no quita nada más', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const handler = () => void received.push('el otro')
  const leave = bus.subscribe('order.placed', handler)
  bus.subscribe('order.placed', handler)
  bus.subscribe('order.placed', () => void received.push('inventario'))

  leave()
  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received.toSorted(),
    explain({
      happened: 'La segunda llamada a la misma baja se llevó una suscripción que no era suya.',
      expected: 'la segunda llamada no hace nada: reciben «el otro» e inventario.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'cerrar dos veces es corriente (un finally y un botón): tiene que ser inofensivo.',
    }),
  ).toEqual(['el otro', 'inventario'])
})

test('una baja antigua no quita a quien se suscribió después', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const handler = () => void received.push('la misma función')
  const staleLeave = bus.subscribe('order.placed', handler)
  staleLeave()
  bus.subscribe('order.placed', handler)
  bus.subscribe('order.placed', () => void received.push('otra función'))

  staleLeave()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    received.toSorted(),
    explain({
      happened:
        received.length === 0
          ? 'Una baja ya usada vació el evento entero: se llevó a quienes llegaron después.'
          : 'Una baja ya usada quitó una suscripción posterior.',
      expected: 'la baja antigua ya no tiene nada que quitar: reciben las dos nuevas.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'un componente que se cierra tarde apagaría al que ocupó su lugar, y nadie vería un error.',
    }),
  ).toEqual(['la misma función', 'otra función'])
})

test('cada baja quita la suya, sea cual sea el orden', async ({ adversary }) => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const leaving = adversary.reorder(names).slice(0, 3)
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const leaveByName = new Map(
    names.map((name) => [name, bus.subscribe('order.placed', () => void received.push(name))]),
  )

  for (const name of leaving) leaveByName.get(name)?.()
  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  const staying = names.filter((name) => !leaving.includes(name))
  expect(
    received.toSorted(),
    explain({
      happened: `Se dieron de baja ${leaving.join(', ')} y recibieron ${received.toSorted().join(', ') || 'ninguno'}.`,
      expected: `reciben ${staying.join(' y ')}: una posición guardada deja de valer en cuanto otro se va.`,
      why: 'se queda suscrito quien se fue y se queda sin eventos quien seguía.',
    }),
  ).toEqual(staying)
})

test('la baja en un evento no toca los demás eventos', async () => {
  const bus = new EventBus<Events>(nothingFails)
  let calls = 0
  const handler = () => void calls++
  const leave = bus.subscribe('order.placed', handler)
  bus.subscribe('order.cancelled', handler)

  leave()
  await outcomeOf(Promise.try(() => bus.publish('order.cancelled', order)))

  expect(
    calls,
    explain({
      happened: `Tras la baja en «order.placed», «order.cancelled» tuvo ${times(calls, 'entrega')}.`,
      expected: 'una: la suscripción a «order.cancelled» sigue viva.',
      why: 'dejar de oír los pedidos nuevos no puede hacerte perder las cancelaciones.',
    }),
  ).toBe(1)
})

function times(count: number, what: string): string {
  return count === 1
    ? `una ${what}`
    : `${count === 0 ? 'ninguna' : count} ${what}${count === 0 ? '' : 's'}`
}
