import {
  expect,
  explain,
  outcomeNow,
  outcomeOf,
  test,
  turns,
  within,
} from '@taller/workbench/testing'

import { MessageQueue } from '../src/message-queue.ts'
import {
  idsOf,
  inBrief,
  nothingArrived,
  overtakenAck,
  placed,
  publish,
  settled,
  spoil,
  subscribeThree,
  watchConsumer,
  whyAllOf,
} from './held-consumer.ts'
import { listed, serviceNames } from './held-services.ts'
import { inWords } from './in-words.ts'

test('publish se cumple antes de que empiece ningún consumidor', async () => {
  const queue = new MessageQueue()
  const log: string[] = []
  const consumer = watchConsumer({ held: true, log, name: 'inventory' })
  queue.subscribe('inventory', consumer.handler)

  const accepted = queue.publish(placed('ord-1'))
  log.push('publish devuelve el control')
  accepted.then(
    () => log.push('publish se cumple'),
    () => log.push('publish se rechaza'),
  )
  await within(consumer.reached(1), nothingArrived('inventory', 'ord-1'))
  const early = await outcomeNow(accepted)
  consumer.release()
  await outcomeOf(accepted)

  expect(
    early.state,
    explain({
      happened: `Con el consumidor a medias, publish ${inWords(early)}.`,
      expected: 'que se cumpla en cuanto la cola acepta, sin esperar a quien lo consume.',
      evidence: log.map((line, index) => [`${index + 1}.º`, line]),
      why: 'el cliente volvería a esperar al inventario, y la cola no habría servido de nada.',
    }),
  ).toBe('fulfilled')
  expect(
    log.slice(0, 3),
    explain({
      happened: log[0]?.startsWith('inventory')
        ? 'El consumidor empezó dentro de la propia llamada a publish.'
        : 'El consumidor empezó antes de que quien publica supiera que su mensaje estaba aceptado: una microtarea se adelanta.',
      expected: 'que el consumidor empiece después, en otra vuelta del bucle de eventos.',
      evidence: log.slice(0, 3).map((line, index) => [`${index + 1}.º`, line]),
      why: 'un consumidor que calcule un PDF antes de su primer await retrasaría la respuesta.',
    }),
  ).toEqual(['publish devuelve el control', 'publish se cumple', 'inventory empieza ord-1'])
})

test('idle espera también a lo que publica un consumidor, y avisa a todos', async () => {
  const queue = new MessageQueue()
  const last = watchConsumer({ held: true })
  queue.subscribe('inventory', async ({ orderId }) => {
    if (orderId === 'ord-1') await queue.publish(placed('ord-2'))
  })
  queue.subscribe('invoice', async (event) => {
    if (event.orderId === 'ord-2') await last.handler(event)
  })

  await publish(queue, placed('ord-1'))
  const [first, second] = [queue.idle(), queue.idle()]
  await within(last.reached(1), nothingArrived('invoice', 'ord-2'))
  const early = await outcomeNow(Promise.race([first, second]), 20)
  last.release()
  const late = [await outcomeOf(first), await outcomeOf(second)]

  expect(
    early.state,
    explain({
      happened: `La factura seguía con ord-2, que publicó el inventario, e idle() ya ${inWords(early)}.`,
      expected: 'que espere hasta que no quede nada, tampoco lo publicado mientras esperaba.',
      at: 'idle',
      why: 'un apagado que confía en idle cortaría trabajo a medias.',
    }),
  ).toBe('pending')
  expect(
    late.map(({ state }) => state),
    explain({
      happened: 'Dos esperas a la vez a idle(), y con todo terminado no se cumplieron las dos.',
      expected: 'que avise a todos los que esperan.',
      at: 'idle',
      why: 'quien espera a una cola que ya está vacía se queda colgado para siempre.',
    }),
  ).toEqual(['fulfilled', 'fulfilled'])
})

test('nueve mensajes y tres consumidores son veintisiete entregas', async () => {
  const queue = new MessageQueue()
  const { inventory, email, invoice } = subscribeThree(queue)
  const ids = Array.from({ length: 9 }, (_, index) => `ord-${index + 1}`)

  for (const orderId of ids) await publish(queue, placed(orderId))
  await settled(queue)

  const received = [inventory, email, invoice].map((consumer) => idsOf(consumer.received))
  const total = received.flat().length
  expect(
    received,
    explain({
      happened:
        total === 9
          ? 'Los consumidores se repartieron los 9 mensajes: compiten por una sola cola.'
          : `Con 9 mensajes publicados hubo ${total} entregas.`,
      expected: '27: cada consumidor, con su propia cola, recibe los 9 en su orden.',
      evidence: serviceNames.map((name, index) => [name, listed(received[index] ?? [])]),
      why: whyAllOf(total),
    }),
  ).toEqual([ids, ids, ids])
})

test('un consumidor lento no retrasa a los demás', async () => {
  const queue = new MessageQueue()
  const { inventory, email, invoice } = subscribeThree(queue, 'email')

  for (const id of ['ord-1', 'ord-2', 'ord-3']) await publish(queue, placed(id))
  const outcomes = [await outcomeOf(inventory.reached(3)), await outcomeOf(invoice.reached(3))]
  email.release()
  await settled(queue)

  expect(
    outcomes.map(({ state }) => state),
    explain({
      happened:
        'Con el correo atascado en su primer mensaje, algún otro no llegó a recibir los tres.',
      expected:
        'que el inventario y la factura sigan con lo suyo: cada consumidor tiene su propia fila.',
      evidence: [
        ['inventory', outcomes[0]?.state === 'fulfilled' ? 'recibió los tres' : 'quedó esperando'],
        ['invoice', outcomes[1]?.state === 'fulfilled' ? 'recibió los tres' : 'quedó esperando'],
      ],
      why: 'un proveedor de correo lento dejaría el almacén parado.',
    }),
  ).toEqual(['fulfilled', 'fulfilled'])
})

test('un consumidor recibe el mensaje siguiente cuando termina con el anterior', async () => {
  const queue = new MessageQueue()
  const slow = watchConsumer({ held: true, name: 'email' })
  const other = watchConsumer()
  queue.subscribe('email', slow.handler)
  queue.subscribe('invoice', other.handler)

  for (const id of ['ord-1', 'ord-2']) await publish(queue, placed(id))
  await within(other.reached(2), nothingArrived('invoice', 'ord-2'))
  await turns(20)
  const whileHeld = [...slow.log]
  slow.release()
  await settled(queue)

  expect(
    whileHeld,
    explain({
      happened: 'El correo aún trabajaba con ord-1 y ya le llegó ord-2.',
      expected: 'que sus mensajes le lleguen de uno en uno.',
      evidence: whileHeld.map((line, index) => [`${index + 1}.º`, line]),
      why: 'con dos a la vez, el segundo puede acabar primero: el orden ya no se cumple.',
    }),
  ).toEqual(['email empieza ord-1'])
  expect(
    slow.log.slice(1),
    explain({
      happened: 'Al soltar al correo, no terminó ord-1 y siguió con ord-2.',
      expected: 'que termine ord-1 y después reciba ord-2.',
      why: 'lo que aguarda detrás de un mensaje lento no puede perderse.',
    }),
  ).toEqual(['email termina ord-1', 'email empieza ord-2', 'email termina ord-2'])
})

test('con el consumidor acabando otro mensaje, el acuse también llega antes', async () => {
  const log = await overtakenAck()

  expect(
    log,
    explain({
      happened:
        'El correo acababa con ord-1, y empezó con ord-2 antes de que quien lo publicó tuviera su acuse.',
      expected:
        'que cada mensaje, no solo el primero, empiece en otra vuelta del bucle de eventos.',
      evidence: log.map((line, index) => [`${index + 1}.º`, line]),
      why: 'con la tienda tranquila no se nota; con tráfico, el cliente espera al consumidor.',
    }),
  ).toEqual([])
})

test('cada suscripción es una entrega, aunque se repita el nombre', async () => {
  const queue = new MessageQueue()
  const { handler, received } = watchConsumer()
  queue.subscribe('email', handler)
  queue.subscribe('email', handler)

  await publish(queue, placed('ord-1'))
  await settled(queue)

  expect(
    received.length,
    explain({
      happened: `Con dos suscripciones del mismo nombre y la misma función hubo ${received.length} entregas.`,
      expected: 'dos entregas: cada subscribe cuenta, y el nombre es solo una etiqueta.',
      why: 'dos partes del programa que eligen el mismo nombre se quitarían los mensajes.',
    }),
  ).toBe(2)
})

test('quien se suscribe después no recibe lo que ya estaba publicado', async () => {
  const queue = new MessageQueue()
  const [early, late] = [watchConsumer(), watchConsumer()]
  queue.subscribe('inventory', early.handler)

  void queue.publish(placed('ord-1')) // sin await: cuenta la llamada, no el acuse
  queue.subscribe('email', late.handler)
  await publish(queue, placed('ord-2'))
  await settled(queue)

  expect(
    [idsOf(early.received), idsOf(late.received)],
    explain({
      happened: `El correo se suscribió entre ord-1 y ord-2, y recibió ${listed(idsOf(late.received))}.`,
      expected: 'que el correo reciba solo ord-2: los destinatarios se fijan al llamar a publish.',
      evidence: [
        ['inventory', listed(idsOf(early.received))],
        ['email', listed(idsOf(late.received))],
      ],
      why: 'quién recibe un mensaje dependería de lo rápido que se vacíe la cola.',
    }),
  ).toEqual([['ord-1', 'ord-2'], ['ord-2']])
})

test('lo que un consumidor cambia en su copia no lo ve ningún otro', async () => {
  const queue = new MessageQueue()
  const [before, after] = [watchConsumer(), watchConsumer()]
  queue.subscribe('inventory', before.handler)
  queue.subscribe('email', async (event) => spoil(event))
  queue.subscribe('invoice', after.handler)
  const event = placed('ord-1')

  await publish(queue, event)
  await settled(queue)

  const seen = [before.received[0], after.received[0], event]
  expect(
    seen,
    explain({
      happened: 'El correo puso a cero su evento y el cambio apareció donde no debía.',
      expected: 'que cada consumidor tenga una copia entera, con sus líneas incluidas.',
      evidence: ['inventory', 'invoice', 'quien publicó'].map((who, index) => [
        who,
        inBrief(seen[index]),
      ]),
      why: 'la factura saldría por 0 € porque otro consumidor tocó el mismo objeto.',
    }),
  ).toEqual([placed('ord-1'), placed('ord-1'), placed('ord-1')])
})

test('lo que cambia quien publica, después de publicar, ya no llega', async () => {
  const queue = new MessageQueue()
  const { handler, received } = watchConsumer()
  queue.subscribe('invoice', handler)
  const event = placed('ord-1')

  void queue.publish(event) // sin await: cuenta la llamada, no el acuse
  spoil(event)
  await settled(queue)

  expect(
    received,
    explain({
      happened:
        received.length === 0
          ? 'Recién llamado a publish, idle() se cumplió sin que el mensaje se hubiera entregado.'
          : 'Quien publicó cambió su objeto tras llamar a publish, y el consumidor recibió el cambio.',
      expected: 'el mensaje tal como era al llamar a publish: cuenta y se copia en ese instante.',
      evidence: [
        ['publicado', inBrief(placed('ord-1'))],
        ['recibido', inBrief(received[0])],
      ],
      at: received.length === 0 ? 'idle' : 'publish',
      why:
        received.length === 0
          ? 'un apagado que confía en idle se iría con el mensaje sin entregar.'
          : 'un broker de verdad serializa al publicar; si el tuyo no, los tests mienten.',
    }),
  ).toEqual([placed('ord-1')])
})
