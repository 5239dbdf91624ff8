import { expect, explain, outcomeOf, test } from '@taller/workbench/testing'

import { startGateway } from '../src/gateway.ts'
import { count, fate, listed } from './in-words.ts'
import { closeServer, Instance, openServer, settings } from './instance.ts'
import { PubSubWorld, willReconnect } from './pub-sub-world.ts'

/** Las conexiones con Redis que quedan abiertas, según ellas y según él. */
async function expectNoConnections(world: PubSubWorld, when: string): Promise<void> {
  const opened = world.connections.length
  await world.eventually(
    () => world.connections.filter(({ status }) => status !== 'end').length,
    (open) => open === 0,
    (open) => ({
      happened: `${when} ${open === 1 ? 'queda' : 'quedan'} sin cerrar ${count(open, 'conexión', 'conexiones')} con Redis, de ${opened}.`,
      expected: 'que se cierren todas las que se pidieron a connect.',
      evidence: world.connections.map(({ status }, index) => [`conexión ${index + 1}`, status]),
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  )
  const extra = await world.openConnections()
  expect(
    extra,
    explain({
      happened: `${when}, Redis aún ve ${count(extra, 'conexión', 'conexiones')} que connect no conoce.`,
      expected: 'ninguna: las copias también se cierran.',
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  ).toBe(0)
}

test('tras stop, el suscriptor no recibe nada ni deja su conexión', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se llamó dos veces a stop()'
  const subscriber = await world.startSubscriber()

  const outcome = await world.outcomeOf(subscriber.stop())
  const again = outcome.state === 'pending' ? outcome : await world.outcomeOf(subscriber.stop())
  const receivers = await world.publish('presence', { type: 'online', userId: 'usr_1' })

  expect(
    { receivers, states: [outcome.state, again.state] },
    explain({
      happened:
        receivers > 0
          ? 'Tras subscriber.stop(), Redis aún entregó un mensaje a la suscripción.'
          : `La primera llamada a subscriber.stop() ${fate(outcome)} y la segunda ${fate(again)}.`,
      expected: 'que las dos se cumplan, con la suscripción ya cerrada.',
      why: 'un mensaje tratado a medio apagado falla de formas que nadie ha probado.',
    }),
  ).toEqual({ receivers: 0, states: ['fulfilled', 'fulfilled'] })
  await world.expectNothingLoose()
  await expectNoConnections(world, 'Tras subscriber.stop()')
})

test('al parar la pasarela se cortan sus clientes y sus dos conexiones', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Se paró la pasarela dos veces'
  await using instance = await Instance.start(world)
  const ana = await instance.enter('ana')
  const frozen = await instance.enter('congelada')
  frozen.raw.pause() // no contestará a ninguna despedida

  const outcome = await world.outcomeOf(instance.gateway.stop())
  const again =
    outcome.state === 'pending' ? outcome : await world.outcomeOf(instance.gateway.stop())
  frozen.raw.resume()

  expect(
    [outcome.state, again.state],
    explain({
      happened:
        outcome.state === 'pending'
          ? 'Al cabo de un rato, stop() seguía pendiente.'
          : `La primera llamada a stop() ${fate(outcome)} y la segunda ${fate(again)}.`,
      expected: 'que se cumpla enseguida, también si se repite y aunque un cliente no conteste.',
      evidence: [['clientes', 'uno normal y uno que no contesta']],
      why: 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
    }),
  ).toEqual(['fulfilled', 'fulfilled'])
  await world.expectNothingLoose()
  await world.eventually(
    () => [ana, frozen].filter(({ closed }) => !closed).length,
    (open) => open === 0,
    (open) => ({
      happened: `Tras stop() ${open === 1 ? 'seguía conectado un cliente' : 'seguían conectados dos clientes'}.`,
      expected: 'que se corten todos: su página ya sabe volver a llamar.',
      why: 'se quedarían hablando con un proceso que ya no les va a contar nada.',
    }),
  )
  await expectNoConnections(world, 'Tras stop()')
  expect(
    await instance.serverCloses(),
    explain({
      happened: 'Tras stop(), al servidor HTTP aún le quedaba una conexión y no se pudo cerrar.',
      expected: 'que no le quede ninguna de la pasarela.',
      why: 'un proceso que no termina retiene el puerto, y la versión nueva no arranca.',
    }),
  ).toBe(true)
})

test('con la conexión caída, parar no espera a que vuelva', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await using instance = await Instance.start(world)
  await instance.enter('ana')
  world.cut = true
  for (const connection of world.connections) await world.kill(connection)
  await world.eventually(
    () => world.connections.map(({ status }) => status),
    (statuses) => statuses.every((status) => status !== 'ready'),
    (statuses) => ({
      happened: `Redis cortó las conexiones y seguían «${listed(statuses)}».`,
      expected: 'que se enteren.',
      why: 'sin enterarse, no se puede parar bien.',
    }),
  )

  const outcome = await world.outcomeOf(instance.gateway.stop())

  expect(
    outcome.state,
    explain({
      happened: `Con las conexiones cortadas, stop() ${fate(outcome)}.`,
      expected: 'que se cumpla y no vuelva a conectar.',
      why: 'se despliega precisamente cuando algo va mal: parar no puede depender de Redis.',
    }),
  ).toBe('fulfilled')
  const waiting = world.connections.filter(willReconnect).length
  expect(
    waiting,
    explain({
      happened: `Tras stop(), ${count(waiting, 'conexión tiene', 'conexiones tienen')} pendiente volver a conectarse.`,
      expected: 'que se den por cerradas.',
      why: 'volverían por su cuenta y el proceso no terminaría.',
    }),
  ).toBe(0)
})

test('si no puede suscribirse, startGateway rechaza y no deja nada abierto', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis no aceptó la suscripción'
  const refuse = () => Promise.reject(new Error('NOPERM sin permiso para ese canal'))
  world.prepare = (connection) =>
    Object.assign(connection, { subscribe: refuse, psubscribe: refuse })
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
