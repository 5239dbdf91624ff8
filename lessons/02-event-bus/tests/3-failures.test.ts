import { inspect } from 'node:util'

import {
  expect,
  explain,
  type Outcome,
  outcomeNow,
  outcomeOf,
  test,
  unhandledDuring,
} from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'
import { type Failure, firstLine, howItEnded, whoGot, whoWasTold } from './in-words.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order; 'order.cancelled': Order }

const order: Order = { orderId: 'ord_1' }

test('un handler que rechaza no impide que los demás reciban ni hace rechazar a publish', async () => {
  const bus = new EventBus<Events>({ onError: () => {} })
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('inventario'))
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))
  bus.subscribe('order.placed', () => void received.push('factura'))

  const outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { state: outcome.state, received: received.toSorted() },
    explain({
      happened: `El correo rechazó con «sin conexión» y ${howItEnded(outcome)}; ${whoGot(received)}.`,
      expected: 'inventario y factura reciben, y publish se cumple.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'quien publica el pedido no puede fallar porque el correo esté caído: ni sabe que existe.',
    }),
  ).toEqual({ state: 'fulfilled', received: ['factura', 'inventario'] })
})

test('un handler que lanza de forma síncrona no impide que los demás reciban el evento', async () => {
  const bus = new EventBus<Events>({ onError: () => {} })
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('inventario'))
  bus.subscribe('order.placed', () => {
    throw new Error('plantilla rota')
  })
  bus.subscribe('order.placed', () => void received.push('factura'))

  let outcome: Outcome<void> = { state: 'pending' }
  await unhandledDuring(async () => {
    outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  })

  expect(
    { state: outcome.state, received: received.toSorted() },
    explain({
      happened: `El correo lanzó de forma síncrona, antes de devolver ninguna promesa: ${howItEnded(outcome)} y ${whoGot(received)}.`,
      expected: 'inventario y factura reciben, y publish se cumple.',
      evidence: [['recibieron', received.join(' · ') || 'nadie']],
      why: 'Promise.allSettled solo ve promesas; lo que se lanza al llamar al handler le pasa por encima.',
    }),
  ).toEqual({ state: 'fulfilled', received: ['factura', 'inventario'] })
})

test('aunque uno falle enseguida, publish espera a los que siguen trabajando', async () => {
  // #region held-handler
  const bus = new EventBus<Events>({ onError: () => {} })
  const gate = Promise.withResolvers<void>()
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))
  bus.subscribe('order.placed', () => gate.promise)

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  const whileBusy = await outcomeNow(delivery)
  gate.resolve()
  const outcome = await outcomeOf(delivery)
  // #endregion held-handler

  expect(
    { whileBusy: whileBusy.state, finally: outcome.state },
    explain({
      happened:
        whileBusy.state === 'pending'
          ? `La factura terminó, pero ${howItEnded(outcome)}.`
          : 'El correo falló y publish terminó en ese instante, con la factura a medias.',
      expected: 'publish sigue pendiente hasta que acaba la factura, y entonces se cumple.',
      evidence: [
        ['con la factura a medias', howItEnded(whileBusy, 'publish seguía pendiente')],
        ['con todo terminado', howItEnded(outcome)],
      ],
      why: 'Promise.all se rinde con el primer fallo; los demás siguen, pero ya nadie los espera.',
    }),
  ).toEqual({ whileBusy: 'pending', finally: 'fulfilled' })
})

test('onError se entera una vez de cada fallo, con el evento y el error', async () => {
  const failures: Failure[] = []
  const bus = new EventBus<Events>({ onError: (failure) => void failures.push(failure) })
  const noNetwork = new Error('sin conexión')
  const badTemplate = new Error('plantilla rota')
  const thrown: readonly unknown[] = [noNetwork, badTemplate]
  bus.subscribe('order.placed', async () => Promise.reject(noNetwork))
  bus.subscribe('order.placed', () => {})
  bus.subscribe('order.placed', () => {
    throw badTemplate
  })

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  const told = failures.map((failure) => `${failure?.event}: ${firstLine(failure?.error)}`)
  expect(
    told.toSorted(),
    explain({
      happened: whoWasTold(failures, thrown),
      expected:
        'un aviso { event, error } por cada handler que falla, y ninguno por el que acaba bien.',
      evidence: told.map((line, index) => [`aviso ${index + 1}`, line]),
      why: 'un fallo que nadie cuenta es un correo que no salió; uno contado dos veces, una alarma falsa.',
    }),
  ).toEqual(['order.placed: Error: plantilla rota', 'order.placed: Error: sin conexión'])
})

test('onError recibe el evento que falló, también con dos publicaciones a la vez', async () => {
  const told: string[] = []
  const bus = new EventBus<Events>({ onError: ({ event }) => void told.push(event) })
  const gate = Promise.withResolvers<void>()
  const failLater = async () => {
    await gate.promise
    throw new Error('sin conexión')
  }
  bus.subscribe('order.placed', failLater)
  bus.subscribe('order.cancelled', failLater)

  const both = (['order.placed', 'order.cancelled'] as const).map((event) =>
    outcomeOf(Promise.try(() => bus.publish(event, order))),
  )
  gate.resolve()
  await Promise.all(both)

  expect(
    told.toSorted(),
    explain({
      happened: `Falló un handler de cada evento, y los avisos a onError decían: ${told.join(' y ') || 'nada'}.`,
      expected: 'un aviso de «order.placed» y otro de «order.cancelled».',
      evidence: told.map((event, index) => [`aviso ${index + 1}`, event]),
      why: 'quien lee el aviso busca el fallo en los handlers del evento que dice.',
    }),
  ).toEqual(['order.cancelled', 'order.placed'])
})

test('onError recibe lo que se lanzó tal cual, aunque no sea un Error', async () => {
  const errors: unknown[] = []
  const bus = new EventBus<Events>({ onError: ({ error }) => void errors.push(error) })
  const thrown = { code: 'E_SMTP' }
  bus.subscribe('order.placed', async () => Promise.reject(thrown))
  bus.subscribe('order.placed', async () => Promise.reject(undefined))

  await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    [errors.includes(thrown), errors.includes(undefined), errors.length],
    explain({
      happened: `Un handler lanzó { code: 'E_SMTP' } y otro undefined; onError recibió ${errors.length} de 2${
        errors.length === 2 ? ', pero no los mismos valores' : ''
      }.`,
      expected:
        'llegan los dos, sin envolver y sin filtrar: en JavaScript se puede lanzar cualquier cosa.',
      evidence: errors.map((error, index) => [
        `aviso ${index + 1}`,
        error instanceof Error ? firstLine(error) : inspect(error),
      ]),
      why: 'hay librerías que rechazan con un objeto o con nada, y ese fallo también hay que verlo.',
    }),
  ).toEqual([true, true, 2])
})

test('ningún fallo queda como promesa rechazada sin atender', async () => {
  const bus = new EventBus<Events>({ onError: () => {} })
  const slow = Promise.withResolvers<void>()
  bus.subscribe('order.placed', () => slow.promise)
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))
  bus.subscribe('order.placed', () => {
    throw new Error('plantilla rota')
  })

  const unhandled = await unhandledDuring(async () => {
    const delivery = Promise.try(() => bus.publish('order.placed', order))
    await outcomeNow(delivery)
    slow.reject(new Error('demasiado tarde'))
    await outcomeOf(delivery)
  })

  expect(
    unhandled.map(firstLine),
    explain({
      happened: `${unhandled.length === 1 ? 'Quedó un rechazo' : `Quedaron ${unhandled.length} rechazos`} sin atender: hay handlers que ya habían arrancado y nadie los esperaba.`,
      expected:
        'el bus atiende la promesa de cada handler que arranca, pase lo que pase con los demás.',
      evidence: unhandled.map((reason) => ['sin atender', firstLine(reason)]),
      why: 'Node cierra el proceso entero con una promesa rechazada que nadie atiende.',
    }),
  ).toEqual([])
})

test('un onError que lanza no estropea la entrega ni pierde los demás avisos', async () => {
  const received: string[] = []
  let told = 0
  const bus = new EventBus<Events>({
    onError: () => {
      told++
      throw new Error('el registro está lleno')
    },
  })
  bus.subscribe('order.placed', () => {
    throw new Error('plantilla rota')
  })
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))
  bus.subscribe('order.placed', () => void received.push('factura'))

  let outcome: Outcome<void> = { state: 'pending' }
  await unhandledDuring(async () => {
    outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  })

  expect(
    { state: outcome.state, told, received },
    explain({
      happened: `onError lanzó «el registro está lleno»: ${howItEnded(outcome)}, onError se enteró de ${told} de 2 fallos y ${
        received.length === 1 ? 'la factura sí recibió' : 'la factura no recibió'
      }.`,
      expected: 'publish se cumple, se intenta avisar de los dos fallos y la factura recibe.',
      evidence: [
        ['avisos intentados', `${told} de 2`],
        ['recibieron', received.join(' · ') || 'nadie'],
      ],
      why: 'un registro lleno no puede dejar a la tienda sin facturas.',
    }),
  ).toEqual({ state: 'fulfilled', told: 2, received: ['factura'] })
})

test('un onError asíncrono que rechaza tampoco queda sin atender', async () => {
  const bus = new EventBus<Events>({
    onError: async () => Promise.reject(new Error('el registro no responde')),
  })
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))

  let outcome: Outcome<void> = { state: 'pending' }
  const unhandled = await unhandledDuring(async () => {
    outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))
  })

  expect(
    { state: outcome.state, unhandled: unhandled.map(firstLine) },
    explain({
      happened: `onError devolvió una promesa que rechaza: ${howItEnded(outcome)} y ${
        unhandled.length === 1 ? 'quedó un rechazo' : `quedaron ${unhandled.length} rechazos`
      } sin atender.`,
      expected: 'publish se cumple y el rechazo de onError también lo atiende el bus.',
      evidence: unhandled.map((reason) => ['sin atender', firstLine(reason)]),
      why: 'un `try` sin `await` no ve lo que rechaza después, y Node cerraría el proceso.',
    }),
  ).toEqual({ state: 'fulfilled', unhandled: [] })
})

test('publish espera también a que termine el aviso de onError', async () => {
  const gate = Promise.withResolvers<void>()
  let told = false
  const bus = new EventBus<Events>({
    onError: () => {
      told = true
      return gate.promise
    },
  })
  bus.subscribe('order.placed', async () => Promise.reject(new Error('sin conexión')))

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  const whileTelling = await outcomeNow(delivery)
  gate.resolve()
  const outcome = await outcomeOf(delivery)

  expect(
    { told, whileTelling: whileTelling.state, finally: outcome.state },
    explain({
      happened: !told
        ? 'El correo falló y onError no se enteró.'
        : whileTelling.state === 'pending'
          ? `onError terminó de anotar el fallo, pero ${howItEnded(outcome)}.`
          : 'publish terminó mientras onError seguía anotando el fallo: nadie esperó su promesa.',
      expected: 'publish sigue pendiente hasta que onError termina, y entonces se cumple.',
      evidence: [
        ['con onError a medias', howItEnded(whileTelling, 'publish seguía pendiente')],
        ['con onError terminado', howItEnded(outcome)],
      ],
      why: 'si el proceso se cierra tras publish, el aviso del fallo se pierde con él.',
    }),
  ).toEqual({ told: true, whileTelling: 'pending', finally: 'fulfilled' })
})
