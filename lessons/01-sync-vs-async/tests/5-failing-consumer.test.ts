import { inspect } from 'node:util'

import {
  expect,
  explain,
  outcomeOf,
  test,
  turns,
  unhandledDuring,
  within,
} from '@taller/workbench/testing'

import { MessageQueue } from '../src/message-queue.ts'
import { briefly, runThrough, ways, wrongPart } from './failing.ts'
import { idsOf, inBrief, nothingArrived, placed, spoil, watchConsumer } from './held-consumer.ts'
import { listed } from './held-services.ts'
import { inWords, reasonOf } from './in-words.ts'

test('el fallo de un consumidor no llega a quien publica ni tumba el proceso', async () => {
  const queue = new MessageQueue()
  queue.subscribe('email', async () => {
    throw new Error('buzón lleno')
  })

  const { accepted, unhandled } = await runThrough(queue, 'ord-1')

  expect(
    accepted.map(({ state }) => state),
    explain({
      happened: 'El fallo del correo le llegó a quien publicó.',
      expected: 'que publish se cumpla: la cola aceptó, y eso no lo cambia ningún consumidor.',
      evidence: [
        ['email', 'falló con «buzón lleno»'],
        ['publish', accepted.map(inWords).join()],
      ],
      why: 'el cliente vería fallar su pedido porque un correo no salió.',
    }),
  ).toEqual(['fulfilled'])
  expect(
    unhandled.map(reasonOf),
    explain({
      happened: 'El error del consumidor quedó en una promesa que nadie atendía.',
      expected: 'que la cola lo atienda siempre.',
      evidence: unhandled.map((reason) => [
        'unhandledRejection',
        reasonOf(reason),
        'tumba el proceso',
      ]),
      why: 'Node termina el proceso ante un rechazo sin atender: caen todos los pedidos en curso.',
    }),
  ).toEqual([])
})

for (const [how, fail] of ways) {
  test(`un consumidor que ${how} queda anotado, y los demás reciben su mensaje`, async () => {
    const queue = new MessageQueue()
    const boom = new Error('buzón lleno')
    const [before, after] = [watchConsumer(), watchConsumer()]
    queue.subscribe('inventory', before.handler)
    queue.subscribe('email', () => fail(boom))
    queue.subscribe('invoice', after.handler)

    const { idle, unhandled } = await runThrough(queue, 'ord-1')

    const received = [idsOf(before.received), idsOf(after.received)]
    expect(
      received,
      explain({
        happened: `El correo ${how} y algún otro se quedó sin el mensaje.`,
        expected: 'que el fallo de uno no cambie nada para los demás.',
        evidence: [
          ['inventory recibió', listed(received[0] ?? [])],
          ['email', how],
          ['invoice recibió', listed(received[1] ?? [])],
        ],
        why: 'un buzón lleno no puede dejar un pedido sin factura.',
      }),
    ).toEqual([['ord-1'], ['ord-1']])
    expect(
      unhandled.map(reasonOf),
      explain({
        happened: `El correo ${how} y su error se le escapó a la cola: quedó sin atender.`,
        expected:
          'que la cola lo atrape: un .catch tras la llamada no ve lo que se lanza antes de que haya promesa.',
        evidence: unhandled.map((reason) => ['sin atender', reasonOf(reason)]),
        why: 'Node termina el proceso ante un rechazo sin atender: caen todos los pedidos en curso.',
      }),
    ).toEqual([])
    expect(
      idle.state,
      explain({
        happened: `Todos terminaron, aunque el correo ${how}, e idle() no se cumplió.`,
        expected: 'que se cumpla: una entrega que falla también es una entrega terminada.',
        evidence: [
          ['email', how],
          ['idle()', inWords(idle)],
        ],
        at: 'idle',
        why: 'un apagado ordenado esperaría para siempre por un correo que ya falló.',
      }),
    ).toBe('fulfilled')
    const noted = queue.failures.map(({ consumer, event, error }) => [
      consumer,
      event?.orderId,
      error === boom,
    ])
    expect(
      noted,
      explain({
        happened:
          noted.length === 0
            ? `El correo ${how} y failures quedó vacío: nadie podrá saber que falló.`
            : noted.length > 1
              ? `Falló una entrega, y failures tiene ${noted.length} entradas.`
              : `La entrada de failures no es la de este fallo: ${wrongPart(noted[0] ?? [])}.`,
        expected: "una sola: { consumer: 'email', event, error }, con el error original.",
        evidence: [
          ['entradas', String(noted.length)],
          ...queue.failures.flatMap(
            ({ consumer, event, error }) =>
              [
                ['consumer', `«${String(consumer)}»`],
                ['event', String(event?.orderId)],
                ['error', briefly(error)],
              ] as const,
          ),
        ],
        at: queue.failures.length === 0 ? 'failures' : 'publish',
        why: 'con eso se repite la entrega fallida, y solo esa; sin eso, se pierde en silencio.',
      }),
    ).toEqual([['email', 'ord-1', true]])
  })
}

test('tras un fallo, el mensaje siguiente llega igual y el que falló no se repite', async () => {
  const queue = new MessageQueue()
  const attempts: string[] = []
  queue.subscribe('email', async ({ orderId }) => {
    attempts.push(orderId)
    if (orderId === 'ord-1') throw new Error('no se pudo avisar de ord-1')
    if (orderId === 'ord-3') return Promise.reject('no se pudo avisar de ord-3')
  })

  await runThrough(queue, 'ord-1', 'ord-2') // ord-2 ya esperaba su turno cuando falló ord-1
  await runThrough(queue, 'ord-3') // y este se publica con el fallo ya pasado

  expect(
    attempts,
    explain({
      happened:
        attempts.length < 3
          ? 'Tras su primer fallo, el correo dejó de recibir mensajes.'
          : 'El correo no recibió cada mensaje exactamente una vez.',
      expected: 'que reciba ord-1, ord-2 y ord-3, una vez cada uno (aún no hay reintentos).',
      evidence: [
        ['publicados', 'ord-1 (falla) y ord-2, y después del fallo ord-3'],
        ['email recibió', listed(attempts)],
      ],
      why: 'un solo mensaje defectuoso dejaría sin correo a todos los clientes siguientes.',
    }),
  ).toEqual(['ord-1', 'ord-2', 'ord-3'])
  const readings = [1, 2].map(() => queue.failures.map(({ event }) => String(event?.orderId)))
  expect(
    readings,
    explain({
      happened:
        readings[0]?.length === 2 && readings[1]?.length !== 2
          ? 'Los fallos estaban la primera vez que se leyó failures, y la segunda ya no.'
          : 'Fallaron ord-1 (con un Error) y ord-3 (con un texto), y no es eso lo que consta.',
      expected: 'los dos, en el orden en que fallaron, cada vez que se lee failures.',
      evidence: readings.map((ids, index) => [`lectura ${index + 1}`, listed(ids)]),
      at: 'failures',
      why: 'un fallo que no consta no se puede reparar.',
    }),
  ).toEqual([
    ['ord-1', 'ord-3'],
    ['ord-1', 'ord-3'],
  ])
})

test('lo que se lanzó consta tal cual, aunque no sea un Error', async () => {
  const queue = new MessageQueue()
  const thrown = [{ code: 'E_SMTP' }, 'buzón lleno', undefined]
  queue.subscribe('email', ({ orderId }) =>
    Promise.reject(thrown[['ord-1', 'ord-2', 'ord-3'].indexOf(orderId)]),
  )

  await runThrough(queue, 'ord-1', 'ord-2', 'ord-3')

  const errors = queue.failures.map(({ error }) => error)
  expect(
    thrown.map((error, index) => index in errors && errors[index] === error),
    explain({
      happened:
        errors.length === 3
          ? 'El handler lanzó un objeto, un texto y undefined, y failures guarda otra cosa.'
          : `El handler falló tres veces, y failures tiene ${errors.length} entradas.`,
      expected: 'en error, el mismo valor que lanzó el handler: sin envolver y sin filtrar.',
      evidence: thrown.map((error, index) => [
        `lanzó ${inspect(error)}`,
        index in errors ? `consta ${briefly(errors[index])}` : 'no consta',
      ]),
      why: 'quien repara el fallo mira su código, y en otro Error ya no está donde lo busca.',
    }),
  ).toEqual([true, true, true])
})

test('los fallos constan en el orden en que ocurren, cada uno con su consumidor', async () => {
  const queue = new MessageQueue()
  const [stock, invoices] = [watchConsumer(), watchConsumer()]
  const [stockMayFail, lastMayFail] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  queue.subscribe('inventory', async (event) => {
    await stock.handler(event)
    if (event.orderId !== 'ord-1') return
    await stockMayFail.promise
    throw new Error('sin existencias')
  })
  queue.subscribe('invoice', async (event) => {
    await invoices.handler(event)
    if (event.orderId === 'ord-3') await lastMayFail.promise
    throw new Error('sin NIF')
  })

  await unhandledDuring(async () => {
    for (const id of ['ord-1', 'ord-2', 'ord-3']) await outcomeOf(queue.publish(placed(id)))
    await within(stock.reached(1), nothingArrived('inventory', 'ord-1'))
    await within(invoices.reached(3), nothingArrived('invoice', 'ord-3'))
    stockMayFail.resolve()
    await turns()
    lastMayFail.resolve()
    await outcomeOf(queue.idle())
  })

  const noted = queue.failures.map(({ consumer, event }) => `${consumer} ${event?.orderId}`)
  const happenedInOrder = ['invoice ord-1', 'invoice ord-2', 'inventory ord-1', 'invoice ord-3']
  expect(
    noted,
    explain({
      happened:
        noted.toSorted().join() === happenedInOrder.toSorted().join()
          ? 'Los fallos constan, pero en otro orden.'
          : 'Fallaron el inventario y la factura, y lo que consta no es eso.',
      expected: 'cada fallo con el nombre de quien falló, en el orden en que ocurrieron.',
      evidence: [
        ['ocurrió', listed(happenedInOrder)],
        ['consta', listed(noted)],
      ],
      why: 'quien investiga lee qué falló primero, y a quién hay que repetirle la entrega.',
    }),
  ).toEqual(happenedInOrder)
})

test('en failures consta el mensaje tal como se publicó', async () => {
  const queue = new MessageQueue()
  queue.subscribe('email', async (event) => {
    spoil(event)
    throw new Error('buzón lleno')
  })
  const event = placed('ord-1')

  await unhandledDuring(async () => {
    void queue.publish(event)
    spoil(event)
    await outcomeOf(queue.idle())
  })

  const noted = queue.failures.map((failure) => failure.event)
  expect(
    noted,
    explain({
      happened: 'Quien publicó y el handler cambiaron su evento, y el cambio acabó en failures.',
      expected: 'el mensaje tal como era al llamar a publish.',
      evidence: [
        ['publicado', inBrief(placed('ord-1'))],
        ['en failures', inBrief(noted[0])],
      ],
      why: 'repetir la entrega desde failures mandaría otro pedido.',
    }),
  ).toEqual([placed('ord-1')])
})
