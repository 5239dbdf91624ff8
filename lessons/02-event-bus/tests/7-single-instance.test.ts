import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { errorsPrintedDuring } from './console-errors.ts' // antes que el bus: dentro dice por qué
import { type Checkout, createCheckout } from '../src/checkout.ts'
import { EventBus } from '../src/event-bus.ts'
import type { ShopEvents } from '../src/shop-events.ts'

type Placed = { readonly orderId: string; readonly totalCents: number }
type Cancelled = { readonly orderId: string; readonly reason: string }

const order = { orderId: 'ord_1', email: 'ana@example.com', totalCents: 4_999 }
const nothingFails = { onError: () => {} }
const inSpanish = { pending: 'seguía pendiente', fulfilled: 'se cumplió', rejected: 'rechazó' }

test('quien pide la instancia recibe siempre la misma', async () => {
  const received: string[] = []
  const outcome = await outcomeOf(
    Promise.try(async () => {
      const leave = EventBus.getInstance().subscribe(
        'order.placed',
        () => void received.push('correo'),
      )
      await EventBus.getInstance().publish('order.placed', order).finally(leave)
    }),
  )

  expect(
    received,
    explain({
      happened:
        outcome.state === 'rejected'
          ? `Al usar EventBus.getInstance(), falló con «${String(outcome.reason).split('\n', 1)[0]}».`
          : received.length === 0
            ? 'Un módulo se suscribió en getInstance() y otro publicó en getInstance(), y no hubo ninguna entrega. Cada llamada creó un bus distinto.'
            : `Un módulo se suscribió en getInstance() y otro publicó en getInstance(): hubo ${received.length} entregas.`,
      expected:
        'las dos llamadas devuelven el mismo bus y hay una entrega. getInstance está en src/event-bus.ts.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      at: 'getInstance',
      why: 'con un bus por llamada, cada módulo habla solo y nadie ve un error.',
    }),
  ).toEqual(['correo'])
})

test('un fallo en el global sale por console.error, con su evento y su error', async () => {
  const leave = EventBus.getInstance().subscribe('order.cancelled', () => {
    throw new Error('sin conexión')
  })
  const cancelled = { orderId: 'ord_1', reason: 'talla' }

  const printed = await errorsPrintedDuring(() =>
    outcomeOf(Promise.try(() => EventBus.getInstance().publish('order.cancelled', cancelled))),
  )
  leave()

  const text = printed.join('\n')
  expect(
    { event: text.includes('order.cancelled'), error: text.includes('sin conexión') },
    explain({
      happened:
        printed.length === 0
          ? 'Falló un handler del global y no se escribió nada con console.error.'
          : 'Falló un handler del global, y en lo escrito falta el evento o el error.',
      expected: 'el nombre del evento, «order.cancelled», y el error, «sin conexión».',
      evidence: (printed.length === 0 ? ['nada'] : printed).map((line) => [
        'console.error',
        line.split('\n', 1)[0] ?? '',
      ]),
      at: 'getInstance',
      why: 'el global no tiene quien le dé un onError: si se calla, nadie sabrá que falló.',
    }),
  ).toEqual({ event: true, error: true })
})

test('un bus creado con new no comparte suscriptores con ningún otro', async () => {
  const received: string[] = []
  const mine = new EventBus<ShopEvents>(nothingFails)
  const other = new EventBus<ShopEvents>(nothingFails)
  const leave = EventBus.getInstance().subscribe('order.placed', () => void received.push('global'))
  mine.subscribe('order.placed', () => void received.push('mío'))
  other.subscribe('order.placed', () => void received.push('otro'))

  await outcomeOf(Promise.try(() => mine.publish('order.placed', order)))
  leave()

  expect(
    received,
    explain({
      happened: received.includes('global')
        ? 'Lo publicado en un bus nuevo llegó a los suscriptores del global.'
        : `Al publicar en un bus nuevo recibieron: ${received.join(' y ') || 'ninguno'}.`,
      expected:
        'cada new EventBus empieza vacío y solo entrega a los suyos. Se arregla en src/event-bus.ts.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      at: 'subscribe',
      why: 'es lo que deja a cada test traer su bus sin ver los handlers que dejó el anterior.',
    }),
  ).toEqual(['mío'])
})

test('el checkout publica en el bus que recibe y no toca el global', async () => {
  const bus = new EventBus<ShopEvents>(nothingFails)
  const received: string[] = []
  const leaves = [
    bus.subscribe(
      'order.placed',
      ({ totalCents }: Placed) => void received.push(`mío: ${totalCents}`),
    ),
    bus.subscribe(
      'order.cancelled',
      ({ orderId, reason }: Cancelled) => void received.push(`mío: ${orderId}, ${reason}`),
    ),
    EventBus.getInstance().subscribe('order.placed', () => void received.push('global: pedido')),
    EventBus.getInstance().subscribe('order.cancelled', () => void received.push('global: baja')),
  ]
  const checkout = createCheckout({ bus })

  await outcomeOf(Promise.try(() => checkout.placeOrder(order)))
  await outcomeOf(Promise.try(() => checkout.cancelOrder('ord_1', 'talla')))
  for (const leave of leaves) leave()

  const onGlobal = received.some((line) => line.startsWith('global'))
  expect(
    received.toSorted(),
    explain({
      happened: onGlobal
        ? 'El checkout recibió un bus y publicó en el global: quien lo prueba no puede aislarlo.'
        : received.length === 2
          ? 'Por el bus del checkout pasaron los dos eventos, pero no con sus datos.'
          : `Por el bus del checkout pasaron ${received.length} eventos, y eran 2.`,
      expected:
        'placeOrder publica «order.placed» y cancelOrder «order.cancelled», solo en ese bus.',
      evidence: [
        ['recibido', received.join(' · ') || 'nada'],
        ['esperado', 'mío: 4999 · mío: ord_1, talla'],
      ],
      why: onGlobal
        ? 'los handlers que un test deja en el global reciben los pedidos del test siguiente.'
        : 'quien escucha trabaja con lo que trae el evento: con otro dato, devuelve otro pedido.',
    }),
  ).toEqual(['mío: 4999', 'mío: ord_1, talla'])
})

test('dos checkouts, cada uno con su bus, no se ven', async () => {
  const received: string[] = []
  const [first, second] = ['primero', 'segundo'].map((name) => {
    const bus = new EventBus<ShopEvents>(nothingFails)
    bus.subscribe(
      'order.placed',
      ({ orderId }: Placed) => void received.push(`${name}: ${orderId}`),
    )
    return createCheckout({ bus })
  })

  await outcomeOf(Promise.try(async () => first?.placeOrder({ ...order, orderId: 'ord_1' })))
  await outcomeOf(Promise.try(async () => second?.placeOrder({ ...order, orderId: 'ord_2' })))

  expect(
    received,
    explain({
      happened: `Cada checkout hizo un pedido y se recibió: ${received.join(' · ') || 'nada'}.`,
      expected: 'primero: ord_1 · segundo: ord_2. Cada uno publica en el bus que le dieron a él.',
      why: 'si el bus se guarda fuera de la función, el último en llegar se lo cambia a todos.',
    }),
  ).toEqual(['primero: ord_1', 'segundo: ord_2'])
})

const actions = [
  ['placeOrder', 'order.placed', (checkout: Checkout) => checkout.placeOrder(order)],
  [
    'cancelOrder',
    'order.cancelled',
    (checkout: Checkout) => checkout.cancelOrder('ord_1', 'talla'),
  ],
] as const

for (const [name, event, act] of actions) {
  test(`${name} no termina hasta que terminan los handlers`, async () => {
    const bus = new EventBus<ShopEvents>(nothingFails)
    const gate = Promise.withResolvers<void>()
    bus.subscribe(event, () => gate.promise)
    const checkout = createCheckout({ bus })

    const acting = Promise.try(() => act(checkout))
    const whileBusy = await outcomeNow(acting)
    gate.resolve()
    const outcome = await outcomeOf(acting)

    expect(
      { whileBusy: whileBusy.state, finally: outcome.state },
      explain({
        happened:
          whileBusy.state === 'fulfilled'
            ? `${name} terminó con un handler aún trabajando: la promesa de publish se perdió por el camino.`
            : `${name} ${inSpanish[whileBusy.state]} con el handler trabajando, y ${inSpanish[outcome.state]} después.`,
        expected: `${name} sigue pendiente mientras trabajen los handlers, y después se cumple.`,
        evidence: [
          ['con un handler a medias', inSpanish[whileBusy.state]],
          ['con todo terminado', inSpanish[outcome.state]],
        ],
        why: `quien cierra el proceso tras ${name} deja a los handlers a medias.`,
      }),
    ).toEqual({ whileBusy: 'pending', finally: 'fulfilled' })
  })
}
