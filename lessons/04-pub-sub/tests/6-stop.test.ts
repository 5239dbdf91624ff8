import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { startGateway } from '../src/gateway.ts'
import { expectClosing, expectNoConnections, inSpanish } from './closed-connections.ts'
import { fate, waited } from './in-words.ts'
import { closeServer, Instance, openServer, settings } from './instance.ts'
import { PubSubWorld } from './pub-sub-world.ts'
import {
  expectAgain,
  expectAllCut,
  expectBoth,
  expectNobodyEnters,
  expectNoneComesBack,
  expectServerCanClose,
  expectServerUntouched,
  expectStopped,
  loseRedis,
  stopAsRedisLeaves,
} from './stopping.ts'

test('tras stop, el suscriptor no recibe nada ni deja su conexión', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se llamó a subscriber.stop()'
  const subscriber = await world.startSubscriber()
  const tell = () => world.publish('presence', { type: 'online', userId: 'usr_1' })

  // Lo que la conexión le diga a Redis se queda retenido: aún no sabe que se van.
  const release = world.holdOutgoing(world.connections[0]!)
  const stopping = subscriber.stop()
  const early = await outcomeNow(stopping)
  const meanwhile = await tell()
  release()
  const outcome = await world.outcomeOf(stopping)
  const afterwards = await tell()

  const tooEarly = early.state === 'fulfilled' && meanwhile > 0
  expect(
    { tooEarly, afterwards, state: outcome.state },
    explain({
      happened:
        tooEarly || afterwards > 0
          ? 'subscriber.stop() se cumplió y Redis aún entregaba mensajes a esa suscripción.'
          : `subscriber.stop() ${fate(outcome)}.`,
      expected: 'que se cumpla cuando Redis ya no va a entregar nada más.',
      evidence: [['un mensaje después', `llegó a ${tooEarly ? meanwhile : afterwards}`]],
      at: 'startSubscriber',
      why: 'un mensaje tratado a medio apagado falla de formas que nadie ha probado.',
    }),
  ).toEqual({ tooEarly: false, afterwards: 0, state: 'fulfilled' })
  await expectNoConnections(world, 'Tras subscriber.stop()')
  await expectAgain(world, 'subscriber.stop()', subscriber)
  await world.expectNothingLoose()
})

test('al parar el suscriptor dos veces a la vez, se cumplen las dos', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se llamó a subscriber.stop() dos veces a la vez'
  const subscriber = await world.startSubscriber()

  await expectBoth(world, 'subscriber.stop()', subscriber)
  await world.expectNothingLoose()
})

test('al parar, el servidor sigue siendo de quien lo abrió', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se paró la pasarela'
  await using instance = await Instance.start(world)
  await instance.visit()
  const otherGateway = () => {}
  instance.server.on('upgrade', otherGateway)

  const outcome = await world.outcomeOf(instance.gateway.stop())

  expect(
    outcome.state,
    explain({
      happened: `Sin clientes dentro, stop() ${fate(outcome)}.`,
      expected: 'que se cumpla enseguida.',
      why: 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
    }),
  ).toBe('fulfilled')
  expectServerUntouched(instance, otherGateway)
})

test('al parar la pasarela se cortan sus clientes y sus dos conexiones', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se paró la pasarela'
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')
  const frozen = await instance.enter('congelada')
  frozen.raw.pause() // no contestará a ninguna despedida

  const outcome = await world.outcomeOf(instance.gateway.stop())

  expect(
    outcome.state,
    explain({
      happened:
        outcome.state === 'pending'
          ? `stop() ${fate(outcome)}${waited(outcome)}.`
          : `Se llamó a stop() y ${fate(outcome)}.`,
      expected: 'que se cumpla enseguida, aunque un cliente no conteste.',
      evidence: [['clientes', 'uno normal y uno que no contesta']],
      why: 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
    }),
  ).toBe('fulfilled')
  await world.expectNothingLoose()
  await expectAllCut(world, instance, () => ({
    happened: `Tras stop() ${ana.closed ? 'seguía conectado el cliente que no contesta' : 'seguían conectados los clientes'}.`,
    expected: 'que se corte a todos con terminate(): close() espera 30 s a quien no contesta.',
    why: 'se quedarían hablando con un proceso que ya no les va a contar nada.',
  }))
  frozen.raw.resume()
  await expectNoConnections(world, 'Tras stop()')
  await expectAgain(world, 'stop()', instance.gateway)
  await expectNobodyEnters(instance)
  await expectServerCanClose(instance)
})

for (const [position, which] of [
  ['la primera', 0],
  ['la segunda', 1],
] as const) {
  test(`al parar la pasarela se espera a ${position} conexión, o se corta`, async ({ redis }) => {
    await using world = await PubSubWorld.open(redis)
    world.situation = 'Se paró la pasarela'
    await using instance = await Instance.start(world)
    await instance.enter('ana')
    const held = world.connections[which] ?? world.connections[0]!

    // Redis no le contesta todavía a esa conexión; a la otra, sí.
    const release = world.holdOutgoing(held)
    const stopping = instance.gateway.stop()
    const early = await world.outcomeSoFar(stopping)
    if (early.state === 'fulfilled') await expectClosing(world, held)
    release()
    const outcome = await world.outcomeOf(stopping)

    expect(
      outcome.state,
      explain({
        happened: `Redis tardó en contestar a una conexión, y después stop() ${fate(outcome)}.`,
        expected: 'que se cumpla en cuanto conteste.',
        why: 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
      }),
    ).toBe('fulfilled')
    await world.expectNothingLoose()
  })
}

test('al parar la pasarela dos veces a la vez, se cumplen las dos', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se llamó a stop() dos veces a la vez'
  await using instance = await Instance.start(world)
  await instance.enter('ana')

  await expectBoth(world, 'stop()', instance.gateway)
  await world.expectNothingLoose()
})

test('quien entra mientras se para también se queda fuera', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Entró un cliente mientras se paraba la pasarela'
  await using instance = await Instance.start(world)
  await instance.enter('ana')

  // Redis no contesta todavía: stop() está a medias cuando la página vuelve a llamar.
  const releases = world.connections.map((connection) => world.holdOutgoing(connection))
  const stopping = instance.gateway.stop()
  await instance.knock('?user=marta')
  for (const release of releases) release()
  const outcome = await world.outcomeOf(stopping)

  expect(
    outcome.state,
    explain({
      happened: `Mientras se esperaba a Redis entró «marta», y stop() ${fate(outcome)}.`,
      expected: 'que se cumpla: o no se la deja entrar, o se la corta.',
      why: 'las páginas vuelven a llamar solas: alguna lo hará mientras paras.',
    }),
  ).toBe('fulfilled')
  await expectAllCut(world, instance, () => ({
    happened: 'Mientras stop() esperaba a Redis entró «marta», y al acabar seguía dentro.',
    expected:
      'que no quede nadie: primero sockets.close(), o cortar y cerrar seguido, sin un await entre los dos.',
    why: 'las páginas vuelven a llamar solas: quien se cuela espera unos mensajes que nunca llegarán.',
  }))
  await world.expectNothingLoose()
})

test('con la conexión caída, parar el suscriptor no espera a que vuelva', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis cortó la conexión del suscriptor'
  const subscriber = await world.startSubscriber()
  await loseRedis(world)

  const outcome = await world.outcomeOf(subscriber.stop())

  expect(
    outcome.state,
    explain({
      happened: `Con su conexión cortada, subscriber.stop() ${fate(outcome)}${waited(outcome)}.`,
      expected:
        'que se cumpla: quit() y disconnect() la dan por cerrada, sin «end» que esperar; unsubscribe() haría cola.',
      evidence: world.connections.map((each) => ['su conexión', inSpanish(each)]),
      at: 'startSubscriber',
      why: 'se despliega precisamente cuando algo va mal: parar no puede depender de Redis.',
    }),
  ).toBe('fulfilled')
})

test('con la conexión caída, parar no espera a que vuelva', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  await instance.enter('ana')
  await loseRedis(world)

  const outcome = await world.outcomeOf(instance.gateway.stop())

  expect(
    outcome.state,
    explain({
      happened: `Con las conexiones cortadas, stop() ${fate(outcome)}${waited(outcome)}.`,
      expected: 'que se cumpla y no vuelva a conectar.',
      why: 'se despliega precisamente cuando algo va mal: parar no puede depender de Redis.',
    }),
  ).toBe('fulfilled')
  expectNoneComesBack(world)
})

test('con Redis caído, parar no espera a que se publique la llegada de nadie', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  await instance.enter('ana')
  await loseRedis(world)
  await instance.knock('?user=marta')

  const outcome = await world.outcomeOf(instance.gateway.stop())

  expect(
    outcome.state,
    explain({
      happened: `Con Redis caído entró «marta», su llegada no se pudo publicar, y stop() ${fate(outcome)}${waited(outcome)}.`,
      expected: 'que se cumpla sin esperarla: disconnect() corta, y quit() hace cola detrás.',
      evidence: world.connections.map((each, index) => [`conexión ${index + 1}`, inSpanish(each)]),
      at: 'stop',
      why: 'las páginas vuelven a llamar solas: con Redis caído, siempre hay llegadas por publicar.',
    }),
  ).toBe('fulfilled')
})

test('si Redis se va mientras se para, se cierra todo igual', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis se fue mientras se paraba'
  await using instance = await Instance.start(world)
  await instance.enter('ana')

  const outcome = await stopAsRedisLeaves(world, instance.gateway)

  await expectAllCut(world, instance, () => ({
    happened: `Redis se fue sin contestar, stop() ${fate(outcome)}, y «ana» seguía conectada.`,
    expected: 'que se corte a todos, aunque quit() rechace.',
    why: 'se para cuando algo va mal: lo primero que falla no puede dejar abierto lo demás.',
  }))
  await expectNoConnections(world, 'Redis se fue mientras se paraba, y tras stop()')
  expectStopped(outcome)
  await world.expectNothingLoose()
})

test('si no puede suscribirse, startGateway rechaza y no deja nada abierto', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis no aceptó la suscripción'
  world.prepare = (connection) => world.refuseSubscribe(connection)
  const server = await openServer()
  await using _server = { [Symbol.asyncDispose]: () => closeServer(server) }

  const outcome = await outcomeOf(startGateway({ ...settings(world), server }))

  expect(
    outcome.state,
    explain({
      happened: `Redis no aceptó la suscripción y startGateway ${fate(outcome)}.`,
      expected: 'que rechace.',
      why: 'una pasarela sin suscripción deja entrar a todos y no les cuenta nada.',
    }),
  ).toBe('rejected')
  await world.expectNothingLoose()
  await expectNoConnections(world, 'Tras rechazar')
  expect(
    server.listenerCount('upgrade'),
    explain({
      happened: 'startGateway rechazó y su servidor aún deja entrar clientes.',
      expected: 'que se deje entrar solo cuando la suscripción está hecha.',
      why: 'quien entra se queda esperando unos mensajes que nunca llegarán.',
    }),
  ).toBe(0)
})
