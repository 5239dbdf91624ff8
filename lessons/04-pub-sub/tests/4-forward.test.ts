import { expect, explain, test } from '@taller/workbench/testing'
import { WebSocket } from 'ws'

import { count, listed, reasonOf } from './in-words.ts'
import { Instance, type TestClient } from './instance.ts'
import { PubSubWorld } from './pub-sub-world.ts'
import { ServerSockets } from './server-sockets.ts'
import { expectTold } from './told-errors.ts'

/** Publica la llegada de `userId` y espera a que esos clientes la vean. */
async function arrive(
  world: PubSubWorld,
  userId: string,
  clients: Readonly<Record<string, TestClient>>,
): Promise<void> {
  const { situation } = world
  await world.publish('presence', { type: 'online', userId })
  const missing = () =>
    Object.keys(clients).filter((name) => !clients[name]?.arrivals.includes(userId))
  await world.eventually(
    missing,
    (names) => names.length === 0,
    (names) => ({
      happened: names.some((name) => clients[name]?.closed)
        ? `${situation}, y se cortó a ${listed(names.filter((name) => clients[name]?.closed))}: tenía que seguir dentro.`
        : `${situation}. Se publicó la llegada de «${userId}» y no la recibió: ${listed(names)}.`,
      expected: 'que la reciban todos los clientes que están conectados y bien.',
      evidence: Object.entries(clients).map(([name, { arrivals, closed }]) => [
        name,
        `${listed(arrivals)}${closed ? ' (cortado)' : ''}`,
      ]),
      why: 'un cliente sin el mensaje enseña una tienda que ya no es la de verdad.',
    }),
  )
}

test('la presencia llega a todos los clientes; lo demás, solo a sus handlers', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Llegó un mensaje por canal'
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')
  const luis = await instance.enter('luis')

  await world.publish('notifications', { userId: 'ana', text: 'Tu pedido ha salido' })
  await world.publish('system', { text: 'Cerramos a las diez' })
  await arrive(world, 'marta', { ana, luis })

  await world.expectNothingLoose()
  const expected = { type: 'online', userId: 'marta' }
  const last = [ana, luis].map(({ texts }) => JSON.parse(texts.at(-1) ?? 'null') as unknown)
  expect(
    last,
    explain({
      happened: 'Los clientes no recibieron el mensaje de presencia tal como se publicó.',
      expected: 'el mismo objeto, en JSON.',
      evidence: [
        ['publicado', JSON.stringify(expected)],
        ['ana recibió', listed(ana.texts.slice(-1))],
        ['luis recibió', listed(luis.texts.slice(-1))],
      ],
      why: 'la página de cada cliente espera ese formato.',
    }),
  ).toEqual([expected, expected])
  const leaked = [...ana.texts, ...luis.texts].filter((text) => !text.includes('"online"'))
  expect(
    leaked,
    explain({
      happened: 'A los clientes les llegó algo que no es presencia.',
      expected: 'que notifications y system no salgan de la tienda: cada uno tiene su handler.',
      evidence: leaked.map((text) => ['salió', text]),
      why: 'la notificación de un cliente la leerían todos los demás.',
    }),
  ).toEqual([])
  expect(
    [world.handledOn('notifications').length, world.handledOn('system').length],
    explain({
      happened: 'Lo publicado en notifications y system no llegó una vez a su handler.',
      expected: 'que startGateway pase a la suscripción los handlers que recibe.',
      evidence: [
        ['notifications', count(world.handledOn('notifications').length, 'mensaje', 'mensajes')],
        ['system', count(world.handledOn('system').length, 'mensaje', 'mensajes')],
      ],
      why: 'quien los esperaba no se entera de nada.',
    }),
  ).toEqual([1, 1])
})

test('escucha por una conexión y publica por otra', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  await instance.enter('ana')
  await instance.enter('luis')

  expect(
    world.connections.length,
    explain({
      happened: `Con dos clientes dentro, la pasarela había pedido ${count(world.connections.length, 'conexión', 'conexiones')} a connect.`,
      expected: 'dos: una para la suscripción y otra, la misma para todos, para publicar.',
      evidence: [['pedidas', String(world.connections.length)]],
      why:
        world.connections.length < 2
          ? 'con RESP2, Redis no deja publicar a quien está suscrito; y con RESP3, se estorban.'
          : 'una por cliente agota las de Redis el primer día de rebajas.',
    }),
  ).toBe(2)
})

test('un cliente al que no se puede enviar no deja sin mensaje a los demás', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Enviar a un cliente lanzó un error'
  await using instance = await Instance.start(world)
  using sockets = new ServerSockets()
  const broken = await instance.enter('rota')
  const ana = await instance.enter('ana')
  sockets.break(broken)

  await arrive(world, 'marta', { ana })

  await world.expectNothingLoose()
  const told = world.errors.map(reasonOf)
  expect(
    told,
    explain({
      happened: `Enviar a un cliente lanzó y a onError llegó: ${listed(told)}.`,
      expected: 'ese error, y una sola vez.',
      evidence: [['onError', listed(told)]],
      why: 'si nadie lo cuenta, ese cliente se queda sin avisos y nadie sabe por qué.',
    }),
  ).toEqual(['no se pudo enviar'])
})

test('solo se envía a los clientes que están abiertos', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un cliente se estaba yendo'
  await using instance = await Instance.start(world)
  using sockets = new ServerSockets()
  const leaving = await instance.enter('se-va')
  const ana = await instance.enter('ana')
  // Parado, no contesta a la despedida: su conexión se queda cerrándose.
  leaving.raw.pause()
  sockets.of(leaving)?.close()

  await arrive(world, 'marta', { ana })

  await world.expectNothingLoose()
  const toClosing = sockets.sent.filter(({ state }) => state !== WebSocket.OPEN)
  expect(
    toClosing.length,
    explain({
      happened: `Se llamó a send con ${count(toClosing.length, 'cliente que se estaba', 'clientes que se estaban')} cerrando.`,
      expected: 'que se mire readyState: solo cuenta WebSocket.OPEN.',
      evidence: toClosing.map(({ state }) => ['readyState', `${state} (CLOSING es 2)`]),
      why: 'ws no lanza, y sin callback no avisa: el mensaje se da por enviado y no sale.',
    }),
  ).toBe(0)
})

test('una trama mal formada corta a ese cliente y a nadie más', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un cliente mandó una trama mal formada'
  await using instance = await Instance.start(world)
  const hostile = await instance.enter('hostil')
  const verbose = await instance.enter('pesada')
  const ana = await instance.enter('ana')

  hostile.raw.write(Buffer.from([0xff, 0x00]))
  verbose.socket.send('x'.repeat(5_000))
  await world.eventually(
    () => [hostile, verbose].filter(({ closed }) => closed).length,
    (cut) => cut === 2,
    (cut) => ({
      happened: `Un cliente mandó una trama mal formada y otro un mensaje enorme, y se cortó a ${cut}.`,
      expected: 'que ws los corte: lo hace solo, con lo que da createWebSockets.',
      why: 'un cliente así no se ha equivocado: está probando qué aguantas.',
    }),
  )
  await world.expectNothingLoose()
  const told = world.errors.map(reasonOf)
  expect(
    told.length,
    explain({
      happened: `Se cortó a dos clientes por lo que mandaron y a onError llegó: ${listed(told)}.`,
      expected: 'el «error» de los dos: el evento que emite cada WebSocket.',
      evidence: [['onError', listed(told)]],
      why: 'si alguien está probando qué aguantas, conviene que conste en algún sitio.',
    }),
  ).toBe(2)

  await arrive(world, 'marta', { ana })
  expect(
    ana.closed,
    explain({
      happened: 'Al cortar a quien mandó la trama se cortó también a «ana».',
      expected: 'que se quede fuera él solo.',
      why: 'con que entre uno así, se vaciaría la tienda.',
    }),
  ).toBe(false)
})

test('una trama mal formada se recoge también antes de que Redis conteste', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un cliente mandó una trama mal formada antes de publicarse su llegada'
  await using instance = await Instance.start(world)
  await instance.enter('ana')

  // Redis tarda: la llegada de quien entra ahora sigue pendiente.
  const releases = world.connections.map((connection) => world.holdOutgoing(connection))
  const hostile = await instance.knock('?user=hostil')
  hostile.raw.write(Buffer.from([0xff, 0x00]))
  await world.eventually(
    () => hostile.closed,
    (closed) => closed,
    () => ({
      happened: 'Un cliente mandó una trama mal formada nada más entrar, y no se le cortó.',
      expected: 'que ws lo corte: lo hace solo, con lo que da createWebSockets.',
      why: 'un cliente así no se ha equivocado: está probando qué aguantas.',
    }),
  )
  await world.expectNothingLoose()
  for (const release of releases) release()
  const told = world.errors.map(reasonOf)
  expect(
    told.length,
    explain({
      happened: `Se cortó a un cliente por lo que mandó y a onError llegó: ${listed(told)}.`,
      expected: 'su «error», y solo ese: se escucha en cuanto entra, antes de esperar a nada.',
      why: 'con Redis lento o caído, esperar primero deja a ese cliente sin nadie que lo escuche.',
    }),
  ).toBe(1)
})

test('si no se puede publicar una llegada, se entera onError y el cliente sigue dentro', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'No se pudo publicar la llegada de un cliente'
  world.prepare = (connection) => world.refusePublish(connection)
  await using instance = await Instance.start(world)

  const ana = await instance.knock('?user=ana')
  await world.eventually(
    () => world.errors.length,
    (many) => many > 0,
    () => ({
      happened: 'No se pudo publicar la llegada de «ana» y a onError no llegó nada.',
      expected: 'que lo que rechace broadcastUserOnline llegue a onError.',
      why: 'los demás no la ven entrar y en ningún sitio consta por qué.',
    }),
  )
  await world.expectNothingLoose()

  await arrive(world, 'marta', { ana })
  expectTold(world, world.refusals, {
    happened: 'No se pudo publicar la llegada de «ana»',
    why: 'un fallo contado dos veces parece dos, y cambiado deja de decir qué pasó.',
  })
  expect(
    ana.closed,
    explain({
      happened: 'Como no se pudo publicar su llegada, se cortó a «ana».',
      expected: 'que siga dentro: recibirá lo que publiquen los demás.',
      why: 'un corte de Redis de un segundo echaría a quien entre en ese segundo.',
    }),
  ).toBe(false)
})

test('quien no se identifica no entra', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  await instance.enter('ana')

  const nobody = await instance.knock('')

  expect(
    nobody.closed,
    explain({
      happened: 'Entró alguien a quien identify no reconoció.',
      expected: 'que entren solo por admitClients, que pregunta a identify.',
      why: 'cualquier página abierta en otro sitio podría escuchar quién está conectado.',
    }),
  ).toBe(true)
})
