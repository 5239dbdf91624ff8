import { expect, explain, test } from '@taller/workbench/testing'

import { channelIn, channelNames } from '../src/messages.ts'
import { startSubscriber } from '../src/subscriber.ts'
import { fate, inBrief, listed } from './in-words.ts'
import { PubSubWorld } from './pub-sub-world.ts'

const messages = {
  presence: { type: 'online', userId: 'usr_1' },
  notifications: { userId: 'usr_1', text: 'Tu pedido ha salido' },
  system: { text: 'Cerramos a las diez' },
} as const

function whatArrived(world: PubSubWorld) {
  return world.handled.map(
    ({ channel, message }) => [`handlers.${channel}`, inBrief(message)] as const,
  )
}

test('cuando startSubscriber termina, los tres canales ya le llegan', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)

  await world.startSubscriber()
  const receivers: number[] = []
  for (const name of channelNames) receivers.push(await world.publish(name, messages[name]))

  expect(
    receivers,
    explain({
      happened: 'Justo después de startSubscriber se publicó un mensaje en cada canal.',
      expected:
        'que ya hubiera una suscripción en cada uno, por su nombre entero: channelIn(prefix, name).',
      evidence: channelNames.map((name, index) => [
        `«prefijo:${name}»`,
        receivers[index] === 0
          ? 'no lo recibió nadie'
          : `lo ${receivers[index] === 1 ? 'recibió una suscripción' : `recibieron ${receivers[index]}`}`,
      ]),
      why: 'Redis no guarda lo publicado, y un canal con otro nombre es otro canal: si la suscripción aún no está, se pierde para siempre.',
    }),
  ).toEqual([1, 1, 1])
})

test('cada canal llega a su handler y a ningún otro', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = `Llegó un mensaje por «${channelIn(world.prefix, 'presence')}»`
  await world.startSubscriber()

  for (const name of channelNames) await world.publish(name, messages[name])
  const arrived = await world.eventually(
    () => world.handled.length,
    (many) => many >= channelNames.length,
    (many) => ({
      happened: `Se publicó un mensaje por canal y los handlers recibieron ${many}.`,
      expected: 'tres, uno cada handler.',
      evidence: whatArrived(world),
      why: 'quien espera ese aviso no lo tendrá nunca: Pub/Sub no lo repite.',
    }),
  )

  expect(
    channelNames.map((name) => world.handledOn(name)),
    explain({
      happened:
        arrived > channelNames.length
          ? `De tres mensajes, los handlers recibieron ${arrived}: alguno llegó más de una vez.`
          : 'Algún mensaje llegó a un handler que no es el de su canal, o no tal como se publicó.',
      expected: 'que cada handler reciba el suyo, una vez y ya como objeto.',
      evidence: whatArrived(world),
      why: 'un aviso interno tratado como presencia acaba en la pantalla de los clientes.',
    }),
  ).toEqual(channelNames.map((name) => [messages[name]]))
})

test('lo que se publica en otra tienda no llega, aunque su nombre empiece igual', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  await world.startSubscriber()
  const stranger = { type: 'online', userId: 'de otra tienda' }

  for (const channel of [
    `${world.prefix}:norte:presence`,
    `${world.prefix}:presence-norte`,
    `${world.prefix}-norte:presence`,
  ]) {
    await world.publishOutside(channel, stranger)
  }
  await world.publish('presence', messages.presence)
  await world.eventually(
    () => world.handledOn('presence'),
    (seen) => seen.some((message) => inBrief(message) === inBrief(messages.presence)),
    () => ({
      happened: 'Se publicó en otra tienda y después en esta, y lo de esta no llegó a su handler.',
      expected: 'que llegue lo que se publica en sus tres canales.',
      evidence: whatArrived(world),
      why: 'quien espera ese aviso no lo tendrá nunca: Pub/Sub no lo repite.',
    }),
  )

  expect(
    world.handled.map(({ message }) => message),
    explain({
      happened: 'A un handler le llegó lo que se publicó en un canal de otra tienda.',
      expected: 'que cada nombre de canal se mire entero: `channelIn(prefix, name)` y ninguno más.',
      evidence: whatArrived(world),
      why: 'dos aplicaciones comparten Redis y solo las separa el prefijo.',
    }),
  ).toEqual([messages.presence])
})

test('escucha por una conexión propia, la que da connect', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)

  await world.startSubscriber()

  expect(
    world.connections.length,
    explain({
      happened: `startSubscriber pidió ${world.connections.length} conexiones a connect.`,
      expected: 'una: los tres canales caben en la misma.',
      evidence: [['pedidas', String(world.connections.length)]],
      why: 'cada conexión cuenta en el límite de Redis, y en cada instancia.',
    }),
  ).toBe(1)
})

test('si no puede suscribirse, rechaza y cierra su conexión', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Redis no aceptó la suscripción'
  world.prepare = (connection) => world.refuseSubscribe(connection)

  const outcome = await world.outcomeOf(startSubscriber(world))

  expect(
    outcome.state,
    explain({
      happened: `Redis no aceptó la suscripción y startSubscriber ${fate(outcome)}.`,
      expected: 'que rechace con ese error.',
      why: 'una instancia que arranca sin suscribirse parece sana y no entrega nada.',
    }),
  ).toBe('rejected')
  await world.expectNothingLoose()
  await world.eventually(
    () => world.connections.map(({ status }) => status),
    (statuses) => statuses.every((status) => status === 'end'),
    (statuses) => ({
      happened: `startSubscriber rechazó y dejó su conexión abierta («${listed(statuses)}»).`,
      expected: 'que la cierre: quien llamó no tiene con qué hacerlo.',
      why: 'una conexión olvidada no deja terminar el proceso.',
    }),
  )
})
