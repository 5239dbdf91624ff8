import { expect, explain, test } from '@taller/workbench/testing'

import { type ChannelName, channelNames } from '../src/messages.ts'
import { count, inBrief, listed } from './in-words.ts'
import { PubSubWorld } from './pub-sub-world.ts'
import { expectTold } from './told-errors.ts'

/** Nada de esto es un mensaje, aunque casi todo sea JSON. */
const nonsense: Readonly<Record<ChannelName, readonly string[]>> = {
  presence: [
    'hola',
    '',
    '{"type":"online",',
    'null',
    '42',
    '"online"',
    '[]',
    '{}',
    '{"type":"online"}',
    '{"type":"online","userId":7}',
    '{"type":"borrado","userId":"usr_1"}',
    '[{"type":"online","userId":"usr_1"}]',
  ],
  notifications: [
    'null',
    '[]',
    '{"text":"sin usuario"}',
    '{"userId":"usr_1"}',
    '{"userId":7,"text":"x"}',
    '{"userId":"usr_1","text":null}',
  ],
  system: ['[object Object]', '0', '{"text":null}', '{"text":7}', '["texto"]'],
}

const valid = {
  presence: { type: 'online', userId: 'fin' },
  notifications: { userId: 'usr_1', text: 'fin' },
  system: { text: 'fin' },
} as const

/** Detrás de todo lo anterior, un mensaje bueno por canal: cuando llegan, lo demás ya pasó. */
async function afterAll(world: PubSubWorld): Promise<void> {
  for (const name of channelNames) await world.publish(name, valid[name])
  await world.eventually(
    () => channelNames.filter((name) => isDone(world, name)),
    (done) => done.length === channelNames.length,
    (done) => ({
      happened: `Tras lo inválido se publicó un mensaje bueno por canal y ${
        done.length === 0 ? 'no se trató ninguno' : `solo se trató el de ${listed(done)}`
      }.`,
      expected: 'que los tres lleguen a su handler.',
      why: 'un solo mensaje malo dejaría sordo al proceso, y nadie lo vería.',
    }),
  )
}

function isDone(world: PubSubWorld, name: ChannelName): boolean {
  const wanted = JSON.stringify(valid[name])
  return world.handledOn(name).some((message) => JSON.stringify(message) === wanted)
}

test('lo que no se entiende llega a onInvalid y a ningún handler', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Llegaron mensajes mal formados'
  await world.startSubscriber()

  for (const name of channelNames) {
    for (const raw of nonsense[name]) await world.publish(name, raw)
  }
  await afterAll(world)

  await world.expectNothingLoose()
  const accepted = channelNames.flatMap((name) =>
    world
      .handledOn(name)
      .filter((message) => JSON.stringify(message) !== JSON.stringify(valid[name]))
      .map((message) => `${name}: ${inBrief(message)}`),
  )
  expect(
    accepted,
    explain({
      happened: 'Llegó a un handler algo que no tiene la forma de un mensaje.',
      expected: 'un objeto con los textos de su canal; en presencia, con type "online".',
      evidence: [
        ...accepted.slice(0, 5).map((each) => ['tratado', each] as const),
        ...(accepted.length > 5 ? [['y más', `${accepted.length - 5}`] as const] : []),
      ],
      at: 'parseMessage',
      why: 'es JSON válido y revienta más adelante, lejos de aquí: null no tiene userId.',
    }),
  ).toEqual([])
  const told = channelNames.map((name) =>
    world.invalid.filter(({ channel }) => channel === name).map(({ raw }) => raw),
  )
  const total = channelNames.flatMap((name) => nonsense[name]).length
  expect(
    told,
    explain({
      happened:
        world.invalid.length === total
          ? `A onInvalid llegaron los ${total} mensajes inválidos, y no con su canal y su texto.`
          : `De ${total} mensajes inválidos, a onInvalid llegaron ${world.invalid.length}.`,
      expected: 'uno por mensaje: { channel: el nombre sin prefijo, raw: el texto tal cual }.',
      evidence: world.invalid
        .slice(0, 4)
        .map(({ channel, raw }) => ['onInvalid', `${channel} ${inBrief(raw)}`]),
      why: 'es la única pista de qué programa está publicando mal.',
    }),
  ).toEqual(channelNames.map((name) => nonsense[name]))
})

test('de lo que no se entiende se dice por qué', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Llegaron mensajes mal formados'
  await world.startSubscriber()
  const raws = ['hola', 'null', '{"type":"online"}', '{"type":"borrado","userId":"usr_1"}']

  for (const raw of raws) await world.publish('presence', raw)
  await afterAll(world)

  await world.expectNothingLoose()
  const reasonFor = (raw: string): unknown => world.invalid.find((each) => each.raw === raw)?.reason
  const unexplained = raws.filter((raw) => !isWritten(reasonFor(raw)))
  expect(
    unexplained,
    explain({
      happened: `De ${raws.length} mensajes inválidos, ${count(unexplained.length, 'se quedó', 'se quedaron')} sin motivo.`,
      expected: 'que el `reason` de onInvalid sea un texto que lo explique, con tus palabras.',
      evidence: raws.map((raw) => [inBrief(raw), inBrief(reasonFor(raw))]),
      at: 'startSubscriber',
      why: 'quien lo lea en el registro sabrá que algo se descartó, y no qué hay que arreglar.',
    }),
  ).toEqual([])
})

function isWritten(reason: unknown): boolean {
  return typeof reason === 'string' && reason.trim() !== ''
}

test('los campos de más no molestan', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await world.startSubscriber()
  const richer = { type: 'online', userId: 'usr_1', device: 'móvil', since: 3 }

  await world.publish('presence', richer)
  await afterAll(world)

  const [first] = world.handledOn('presence') as readonly { userId?: unknown }[]
  expect(
    first?.userId,
    explain({
      happened: 'Un mensaje correcto, con dos campos nuevos, no llegó a su handler.',
      expected: 'que llegue: solo se comprueba lo que se usa.',
      evidence: [['publicado', inBrief(richer)]],
      at: 'parseMessage',
      why: 'en cada despliegue conviven dos versiones, y la nueva manda campos de más.',
    }),
  ).toBe('usr_1')
})

test('un texto vacío también es un texto', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  await world.startSubscriber()
  const empty = { userId: 'usr_1', text: '' }

  await world.publish('notifications', empty)
  await world.publish('system', { text: '' })
  await afterAll(world)

  const texts = (['notifications', 'system'] as const).map(
    (name) => (world.handledOn(name)[0] as { text?: unknown }).text,
  )
  expect(
    texts,
    explain({
      happened: 'Un mensaje con el texto vacío no llegó a su handler.',
      expected: 'que llegue: «» es un texto. Mira el tipo del campo, y no si hay algo dentro.',
      evidence: [['publicado', inBrief(empty)], ...invalidIn(world)],
      at: 'parseMessage',
      why: 'si vale o no lo decide quien lo usa: un sistema que calla puede querer borrar su aviso.',
    }),
  ).toEqual(['', ''])
})

function invalidIn(world: PubSubWorld) {
  return world.invalid.map(({ raw }) => ['a onInvalid llegó', inBrief(raw)] as const)
}

test('si falla un handler, se entera onError y el mensaje no tiene la culpa', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'Un handler lanzó al llamarlo y otro rechazó después'
  await world.startSubscriber()
  const failures = [new Error('al llamarlo'), new Error('más tarde')] as const
  world.answer = (message) => {
    const { userId } = message as { userId?: string }
    if (userId === 'lanza') throw failures[0]
    if (userId === 'rechaza') return Promise.reject(failures[1])
    return undefined
  }

  for (const userId of ['lanza', 'rechaza']) {
    await world.publish('presence', { type: 'online', userId })
  }
  await afterAll(world)

  await world.expectNothingLoose()
  expect(
    world.invalid.map(({ raw }) => raw),
    explain({
      happened: 'Falló el handler y se le echó la culpa al mensaje: llegó a onInvalid.',
      expected: 'que el try que da un mensaje por inválido no rodee también al handler.',
      evidence: world.invalid.map(({ raw, reason }) => [inBrief(raw), reason]),
      why: 'buscarías el error en quien publica, y está en tu código.',
    }),
  ).toEqual([])
  expectTold(world, failures, {
    happened: 'Fallaron dos handlers',
    why: 'un error que nadie ve es un cliente sin su aviso; y repetido o cambiado, una pista falsa.',
  })
})
