import {
  expect,
  explain,
  type Outcome,
  outcomeNow,
  outcomeOf,
  test,
  turns,
} from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = {
  'order.placed': Order
  'order.cancelled': Order
  'stock.reserved': Order
  '*': Order
}

const order: Order = { orderId: 'ord_1' }
const nothingFails = { onError: () => {} }

test('publicar entrega el payload a cada suscriptor de ese evento y a nadie más', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  const note = (who: string) => async (payload: Order) => {
    received.push(`${who} ← ${payload?.orderId}`)
  }
  const publishing = Promise.try(() => {
    bus.subscribe('order.placed', note('inventario'))
    bus.subscribe('order.cancelled', note('reembolsos'))
    bus.subscribe('*', note('asterisco'))
    bus.subscribe('order.placed', note('correo'))
    return bus.publish('order.placed', order)
  })

  const outcome = await outcomeOf(publishing)

  expect(
    { state: outcome.state, received: received.toSorted() },
    explain({
      happened: received.some((line) => line.startsWith('asterisco'))
        ? 'Quien se suscribió al evento llamado «*» recibió «order.placed»: el comodín ocupó un nombre válido.'
        : outcome.state === 'rejected' && received.length === 0
          ? `Al suscribirse y publicar «order.placed», falló con «${firstLine(outcome.reason)}».`
          : `Tras publicar «order.placed», ${howItEnded(outcome)}; entregas: ${received.length}.`,
      expected: 'lo reciben una vez inventario y correo, con su payload, y nadie más.',
      evidence: [
        ['recibido', received.join(' · ') || 'nada'],
        ['esperado', 'inventario ← ord_1 · correo ← ord_1'],
      ],
      at: received.length === 0 ? 'subscribe' : 'publish',
      why: 'un pedido sin descontar existencias, o reembolsado sin pedirlo, lo nota el cliente antes que tú.',
    }),
  ).toEqual({ state: 'fulfilled', received: ['correo ← ord_1', 'inventario ← ord_1'] })
})

test('los handlers arrancan sin esperarse unos a otros', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const gate = Promise.withResolvers<void>()
  const started: string[] = []
  for (const who of ['inventario', 'correo', 'factura']) {
    bus.subscribe('order.placed', async () => {
      started.push(who)
      await gate.promise
    })
  }

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  await turns()
  const startedWhileBusy = [...started]
  gate.resolve()
  await outcomeOf(delivery)

  expect(
    startedWhileBusy.length,
    explain({
      happened:
        startedWhileBusy.length === 1
          ? `Con «${startedWhileBusy[0]}» aún trabajando, los otros dos no habían empezado: van en fila.`
          : `Sin que hubiera terminado ninguno, de 3 solo ${startedWhileBusy.length === 1 ? 'había' : 'habían'} empezado ${startedWhileBusy.length}.`,
      expected: 'los tres empiezan aunque ninguno haya terminado.',
      evidence: [['en marcha', startedWhileBusy.join(' · ') || 'ninguno']],
      why: 'en fila, el correo espera a la factura: la latencia es la suma y el más lento retrasa a todos.',
    }),
  ).toBe(3)
})

test('publish no termina hasta que termina el último handler', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const gates = ['inventario', 'correo', 'factura'].map((who) => {
    const gate = Promise.withResolvers<void>()
    bus.subscribe('order.placed', () => gate.promise)
    return { who, gate }
  })

  const delivery = Promise.try(() => bus.publish('order.placed', order))
  const endedWith: string[] = []
  for (const { who, gate } of gates) {
    endedWith.push(`${who}: ${(await outcomeNow(delivery)).state}`)
    gate.resolve()
  }
  const outcome = await outcomeOf(delivery)

  const early = endedWith.filter((line) => !line.endsWith('pending')).length
  expect(
    { endedWith, finally: outcome.state },
    explain({
      happened:
        early === 3
          ? 'publish terminó sin esperar a ningún handler: los tres seguían trabajando.'
          : early > 0
            ? `publish terminó con ${early} de 3 handlers aún trabajando.`
            : `Los tres handlers terminaron, pero ${howItEnded(outcome)}.`,
      expected: 'publish sigue pendiente mientras quede uno, y se cumple cuando acaba el último.',
      evidence: [
        ...endedWith.map((line) => {
          const [who = '', state] = line.split(': ')
          return [
            `con ${who} a medias`,
            state === 'pending' ? 'publish seguía pendiente' : 'publish ya había terminado',
          ] as const
        }),
        ['con los tres terminados', howItEnded(outcome)],
      ],
      why: 'quien hace `await publish` cree que ya está todo hecho, responde, y el proceso puede cerrarse a medias.',
    }),
  ).toEqual({
    endedWith: ['inventario: pending', 'correo: pending', 'factura: pending'],
    finally: 'fulfilled',
  })
})

test('un handler que no devuelve una promesa vale igual', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  bus.subscribe('order.placed', () => void received.push('síncrono'))
  bus.subscribe('order.placed', async () => void received.push('asíncrono'))

  const outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { state: outcome.state, received: received.toSorted() },
    explain({
      happened: `Con un handler síncrono, que devuelve undefined, ${howItEnded(outcome)}; recibieron: ${received.join(' y ') || 'ninguno'}.`,
      expected: 'el síncrono y el asíncrono reciben el evento y publish se cumple.',
      evidence: [['recibieron', received.join(' · ') || 'ninguno']],
      why: 'no todo handler espera a algo: sumar uno a un contador no debería exigir una promesa.',
    }),
  ).toEqual({ state: 'fulfilled', received: ['asíncrono', 'síncrono'] })
})

test('publicar sin suscriptores no es un error', async () => {
  const bus = new EventBus<Events>(nothingFails)

  const outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    outcome.state,
    explain({
      happened: `Nadie escuchaba «order.placed» y ${howItEnded(outcome)}.`,
      expected: 'publish se cumple sin hacer nada.',
      evidence: [['suscritos', 'ninguno']],
      why: 'quien publica no sabe quién escucha, ni si hay alguien: en eso consiste desacoplar.',
    }),
  ).toBe('fulfilled')
})

test('cualquier cadena sirve como nombre de evento', async () => {
  const names = ['order.placed', '', '*', 'año nuevo ñ', '__proto__', 'constructor', 'toString']
  const special = ['error', 'newListener', 'removeListener'] // los que EventEmitter trata aparte

  const wrong: [name: string, symptom: string][] = []
  for (const name of [...names, ...special]) {
    const symptom = await symptomOf(name)
    if (symptom) wrong.push([`«${name}»`, symptom])
  }

  expect(
    wrong,
    explain({
      happened: `${wrong.length === 1 ? 'Un nombre no funciona' : `${wrong.length} nombres no funcionan`} como evento${
        wrong.some(([name]) => name === '«constructor»')
          ? ': todo objeto hereda «constructor» o «toString», así que `{}` no es un diccionario vacío'
          : wrong.some(([name]) => name === '«error»' || name === '«newListener»')
            ? ': EventEmitter reserva «error» y «newListener» para sí mismo'
            : ''
      }.`,
      expected:
        'con cualquier nombre se puede publicar sin suscriptores, suscribirse y recibir una vez.',
      evidence: wrong,
      why: 'los nombres llegan de otros equipos o de la red: uno con mala suerte tumbaría la publicación.',
    }),
  ).toEqual([])
})

test('un handler puede publicar otro evento y esperar a que termine', async () => {
  const bus = new EventBus<Events>(nothingFails)
  const received: string[] = []
  bus.subscribe('order.placed', async (payload: Order) => {
    await bus.publish('stock.reserved', payload)
    received.push('inventario')
  })
  bus.subscribe('stock.reserved', () => void received.push('almacén'))

  const outcome = await outcomeOf(Promise.try(() => bus.publish('order.placed', order)))

  expect(
    { state: outcome.state, received },
    explain({
      happened:
        outcome.state === 'pending'
          ? 'La publicación de dentro espera a que acabe la de fuera, y la de fuera a la de dentro: interbloqueo.'
          : `Un handler publicó otro evento y ${howItEnded(outcome)}; recibieron: ${received.join(' y ') || 'ninguno'}.`,
      expected: 'la de dentro se entrega, termina, y después termina la de fuera.',
      evidence: [['recibieron', received.join(' · ') || 'ninguno']],
      why: 'un evento que provoca otro es lo normal, y un bus bloqueado no avisa: se queda callado.',
    }),
  ).toEqual({ state: 'fulfilled', received: ['almacén', 'inventario'] })
})

/** Qué va mal al usar `name` como evento; `undefined` si nada. */
async function symptomOf(name: string): Promise<string | undefined> {
  const bus = new EventBus<Record<string, Order>>(nothingFails)
  const received: unknown[] = []
  try {
    await bus.publish(name, order)
  } catch (error) {
    return `publicar sin suscriptores: ${firstLine(error)}`
  }
  try {
    bus.subscribe(name, (payload: Order) => void received.push(payload))
  } catch (error) {
    return `suscribirse: ${firstLine(error)}`
  }
  const outcome = await outcomeOf(Promise.try(() => bus.publish(name, order)))
  if (outcome.state !== 'fulfilled') return howItEnded(outcome)
  if (received.length !== 1) return `el handler se llamó ${received.length} veces`
  return JSON.stringify(received[0]) === JSON.stringify(order) ? undefined : 'llegó otro payload'
}

function howItEnded(outcome: Outcome<unknown>): string {
  if (outcome.state === 'pending') return 'publish no terminó nunca'
  if (outcome.state === 'fulfilled') return 'publish se cumplió'
  return `publish rechazó con «${firstLine(outcome.reason)}»`
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}
