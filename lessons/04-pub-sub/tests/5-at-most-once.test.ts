import { setImmediate as nextTurn } from 'node:timers/promises'

import { expect, explain, outcomeOf, test } from '@taller/workbench/testing'

import { expectStillUp, inSpanish } from './closed-connections.ts'
import { count, listed } from './in-words.ts'
import { Instance, type TestClient } from './instance.ts'
import { PubSubWorld, willReconnect } from './pub-sub-world.ts'
import { expectListened, expectTold, failOnceOpened } from './told-errors.ts'

/** Publica un último mensaje: cuando esos clientes lo ven, todo lo anterior ya les ha llegado. */
async function finish(world: PubSubWorld, clients: readonly TestClient[]): Promise<void> {
  await world.publish('presence', { type: 'online', userId: 'fin' })
  await world.eventually(
    () => clients.filter(({ arrivals }) => arrivals.includes('fin')).length,
    (done) => done === clients.length,
    (done) => ({
      happened: `${world.situation}. Se publicó un último mensaje y ${done === 0 ? 'no lo recibió nadie' : `lo recibieron ${done} de ${count(clients.length, 'cliente', 'clientes')}`}.`,
      expected:
        'que llegue a los clientes de todas las instancias, y que ninguna conexión se cierre por esto.',
      evidence: world.connections.map((each, index) => [`conexión ${index + 1}`, inSpanish(each)]),
      why: 'a quien no le llega ve una tienda que ya no es la de verdad.',
    }),
  )
}

/**
 * Lo que ha visto desde su propia llegada. Justo antes puede colarse la de alguien de otra instancia:
 * Redis reparte a las dos, y cada una lo lee cuando puede.
 */
function sinceOwn(client: TestClient, userId: string): readonly unknown[] {
  return client.arrivals.slice(client.arrivals.indexOf(userId))
}

test('quien no estaba conectado se lo pierde', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un cliente entró tarde'
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')
  await world.publish('presence', { type: 'online', userId: 'luis' })

  const marta = await instance.enter('marta')
  await finish(world, [ana, marta])

  await world.expectNothingLoose()
  const early = marta.arrivals.slice(0, marta.arrivals.indexOf('marta'))
  expect(
    early.filter((userId) => userId !== 'luis'),
    explain({
      happened: 'A quien acaba de entrar se le repitió lo que pasó antes.',
      expected: 'que reciba lo que llegue desde que está: nada guarda lo anterior.',
      evidence: [['marta recibió', listed(marta.arrivals)]],
      why: 'una lista guardada en una instancia no sabe lo que pasó en las demás.',
    }),
  ).toEqual([])
})

test('cada llegada se ve una sola vez en cada instancia', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Entraron tres clientes por dos instancias'
  await using first = await Instance.start(world)
  await using second = await Instance.start(world)
  const ana = await first.enter('ana')
  const luis = await second.enter('luis')
  const marta = await first.enter('marta')

  await finish(world, [ana, luis, marta])

  await world.expectNothingLoose()
  const seen = {
    ana: sinceOwn(ana, 'ana'),
    luis: sinceOwn(luis, 'luis'),
    marta: sinceOwn(marta, 'marta'),
  }
  const twice = [ana, luis, marta].some(({ arrivals }) => new Set(arrivals).size < arrivals.length)
  // «fin» lo publica el test: si también se ve doble, no es que la pasarela reenvíe además.
  const handledTwice = luis.arrivals.filter((each) => each === 'fin').length > 1
  expect(
    { ...seen, twice },
    explain({
      happened: handledTwice
        ? 'Cada mensaje se vio dos veces, también el que publicó el test: se trata dos veces al llegar.'
        : twice
          ? 'En la instancia por la que se entra, la llegada se vio dos veces.'
          : 'Algún cliente no vio las llegadas que le tocaban.',
      expected: 'que cada uno vea, una vez, las llegadas desde que está él.',
      evidence: [
        ['ana (1.ª instancia)', listed(ana.arrivals)],
        ['luis (2.ª instancia)', listed(luis.arrivals)],
        ['marta (1.ª instancia)', listed(marta.arrivals)],
      ],
      ...(handledTwice
        ? {
            at: 'startSubscriber',
            why: 'si hay dos escuchas de «message», o dos suscripciones, cada mensaje se trata dos veces.',
          }
        : {
            why: 'quien publica también está suscrito: si además reenvía, sus clientes lo reciben doble.',
          }),
    }),
  ).toEqual({
    ana: ['ana', 'luis', 'marta', 'fin'],
    luis: ['luis', 'marta', 'fin'],
    marta: ['marta', 'fin'],
    twice: false,
  })
})

test('quien vuelve a entrar se anuncia otra vez', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un cliente recargó la página'
  await using first = await Instance.start(world)
  await using second = await Instance.start(world)
  const luis = await first.enter('luis')
  const eva = await second.enter('eva')
  const tab = await first.enter('marta')

  tab.socket.terminate()
  await first.knock('?user=marta')
  const times = ({ arrivals }: TestClient) => arrivals.filter((each) => each === 'marta').length
  await world.eventually(
    () => [times(luis), times(eva)],
    (seen) => seen.every((many) => many >= 2),
    () => ({
      happened: 'Entró «marta», recargó la página, y su segunda llegada no la vieron todos.',
      expected:
        'que se vean las dos: volver a entrar es otra llegada, aunque sea el mismo usuario.',
      evidence: [
        ['luis (su instancia)', listed(luis.arrivals)],
        ['eva (la otra)', listed(eva.arrivals)],
      ],
      why: 'una lista de «ya vistos» tapa lo que llega doble y calla a quien vuelve, para siempre.',
    }),
  )
  await finish(world, [luis, eva])

  await world.expectNothingLoose()
  expect(
    [times(luis), times(eva)],
    explain({
      happened: '«marta» entró dos veces, y alguien vio más llegadas suyas, o menos.',
      expected: 'que cada cliente vea las dos, una vez cada una.',
      evidence: [
        ['luis (su instancia)', listed(luis.arrivals)],
        ['eva (la otra)', listed(eva.arrivals)],
      ],
      why: 'quien mira la pantalla cuenta gente: ni de más ni de menos.',
    }),
  ).toEqual([2, 2])
})

test('una llegada que no se pudo publicar no se ve en ninguna instancia', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'No se pudo publicar la llegada de un cliente'
  await using first = await Instance.start(world)
  await using second = await Instance.start(world)
  const ana = await first.enter('ana')
  const luis = await second.enter('luis')
  for (const connection of world.connections) world.refusePublish(connection)

  await first.knock('?user=marta')
  await world.eventually(
    () => world.errors.length,
    (many) => many > 0,
    () => ({
      happened: 'No se pudo publicar la llegada de «marta» y a onError no llegó nada.',
      expected: 'que lo que rechace broadcastUserOnline llegue a onError.',
      why: 'los demás no la ven entrar y en ningún sitio consta por qué.',
    }),
  )
  await finish(world, [ana, luis])

  await world.expectNothingLoose()
  const seen = { ana: sinceOwn(ana, 'ana'), luis: sinceOwn(luis, 'luis') }
  expect(
    seen,
    explain({
      happened: 'La llegada de «marta» no se publicó, y en su instancia se vio.',
      expected: 'que a los clientes llegue solo lo que viene de Redis.',
      evidence: [
        ['ana (su instancia)', listed(seen.ana)],
        ['luis (la otra)', listed(seen.luis)],
      ],
      why: 'cada instancia enseñaría una tienda distinta, y ninguna sería la de verdad.',
    }),
  ).toEqual({ ana: ['ana', 'luis', 'fin'], luis: ['luis', 'fin'] })
})

test('tras un corte con Redis vuelve a recibir, y lo de en medio se ha perdido', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis cortó la conexión'
  await world.startSubscriber()
  const [connection] = world.connections
  const tell = (userId: string) => world.publish('presence', { type: 'online', userId })
  await tell('antes')

  world.cut = true
  await world.kill(connection!)
  await world.eventually(
    () => connection!.status,
    (status) => status === 'reconnecting' || status === 'end',
    (status) => ({
      happened: `Redis cortó la conexión y está «${status}»: no se enteró, o ya volvió por otro camino.`,
      expected:
        'que espere para volver, como hace ioredis él solo: basta con no llamar a connect().',
      at: 'startSubscriber',
      why: 'quien reconecta a mano se salta la espera: con Redis caído, llamaría sin parar.',
    }),
  )
  const during = await tell('durante')
  world.cut = false
  await revive(world)
  const receivers = await tell('después')
  const seen = () =>
    world.handledOn('presence').map((message) => (message as { userId: string }).userId)
  if (receivers > 0) {
    await world.eventually(
      seen,
      (users) => users.includes('después'),
      (users) => ({
        happened: `Tras el corte, Redis entregó un mensaje y al handler llegó: ${listed(users)}.`,
        expected: 'que también los mensajes de después lleguen al handler.',
        at: 'startSubscriber',
        why: 'una suscripción sin nadie detrás parece sana en el panel de Redis.',
      }),
    )
    for (let turn = 0; turn < 5; turn++) await nextTurn()
  }

  await world.expectNothingLoose()
  expect(
    { during, receivers, seen: seen() },
    explain({
      happened:
        receivers === 0
          ? 'La conexión volvió y la suscripción no: lo publicado después no lo recibió nadie.'
          : seen().filter((userId) => userId === 'después').length > 1
            ? 'Tras volver la conexión, un mensaje se trató más de una vez.'
            : `Antes, durante y después del corte se publicó un mensaje, y se trataron: ${listed(seen())}.`,
      expected: '«antes» y «después» una vez, y «durante» perdido.',
      evidence: [
        ['publicado en el corte', `llegó a ${count(during, 'suscripción', 'suscripciones')}`],
        ['publicado después', `llegó a ${count(receivers, 'suscripción', 'suscripciones')}`],
        ['el handler trató', listed(seen())],
      ],
      at: 'startSubscriber',
      why:
        receivers > 0 && seen().filter((userId) => userId === 'después').length > 1
          ? 'una escucha puesta en cada reconexión se suma a las de antes: cada corte añade una copia.'
          : 'Redis se reinicia alguna noche: sin esto, la presencia se apaga hasta el despliegue.',
    }),
  ).toEqual({ during: 0, receivers: 1, seen: ['antes', 'después'] })
})

/** Las conexiones que aún quieren volver vuelven ya, en vez de cuando les toque. */
async function revive({ connections }: PubSubWorld): Promise<void> {
  for (const connection of connections) {
    if (!willReconnect(connection)) continue
    await outcomeOf(connection.connect())
    await nextTurn()
    await outcomeOf(connection.ping()) // Redis contesta por orden: también ha visto lo anterior
  }
}

test('un error de conexión llega a onError, y no cierra nada', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')
  world.situation = 'Hubo un «error» en cada conexión'
  expectListened(world)
  const problems = [1, 2].flatMap((time) =>
    world.connections.map((connection, index) => {
      const problem = new Error(`corte ${time} de la conexión ${index + 1}`)
      if (connection.listenerCount('error') > 0) connection.emit('error', problem)
      return problem
    }),
  )
  expectTold(world, problems, {
    happened: 'Hubo dos errores en cada conexión',
    why: 'quien lo lee cuenta cortes: de menos, y Redis está caído sin saberse; de más, y no cuadran.',
  })
  await expectStillUp(world)
  await finish(world, [ana])
})

test('un error al abrir cada conexión también llega a onError', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Hubo un «error» al abrir cada conexión'
  const problems = failOnceOpened(world)
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')

  expectTold(world, problems, {
    happened: 'Cada conexión tuvo un error recién abierta',
    why: 'si Redis no está cuando arranca la tienda, es lo único que lo cuenta.',
  })
  await finish(world, [ana])
})
