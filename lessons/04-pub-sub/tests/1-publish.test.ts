import { expect, explain, test } from '@taller/workbench/testing'

import { broadcastUserOnline } from '../src/presence.ts'
import { fate, inBrief } from './in-words.ts'
import { PubSubWorld } from './pub-sub-world.ts'

const users = ['usr_1', 'Ana «la "jefa"» \\ García'] as const

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

test('lo publicado es JSON con el tipo y el usuario, en el canal de presencia', async ({
  redis,
}) => {
  await using world = await PubSubWorld.open(redis)
  const heard = await world.listen('presence')
  const publisher = { redis: world.connect(), prefix: world.prefix }

  for (const userId of users) {
    await world.started('broadcastUserOnline', broadcastUserOnline(publisher, userId))
  }
  await world.publish('presence', 'fin')
  await world.eventually(
    () => heard.includes('fin'),
    (arrived) => arrived,
    () => ({
      happened: 'El suscriptor del test no recibió el último mensaje.',
      expected: 'que llegue: lo publicó el propio test.',
      why: 'sin él no se sabe qué se había publicado antes.',
    }),
  )

  const raws = heard.slice(0, heard.indexOf('fin'))
  const broken = raws.find((raw) => parsed(raw) === undefined)
  expect(
    raws.map(parsed),
    explain({
      happened: raws.includes('[object Object]')
        ? 'Se publicó un objeto, y por el canal solo viajan textos.'
        : broken !== undefined
          ? 'Por el canal salió algo que no es JSON.'
          : raws.length === 0
            ? 'Por el canal de presencia, el que lleva el prefijo delante, no salió nada.'
            : `Por el canal de presencia ${raws.length === 1 ? 'salió un mensaje' : `salieron ${raws.length} mensajes`}, y no es lo que toca.`,
      expected:
        raws.length === 0
          ? 'que se publique en channelIn(prefix, "presence"): «presence» a secas es otro canal.'
          : 'JSON.stringify de { type: "online", userId }, uno por llamada.',
      evidence: [
        ...users.map((userId) => ['usuario', inBrief(userId)] as const),
        ...raws.map((raw) => ['se oyó', inBrief(raw)] as const),
      ],
      why: 'quien escucha es otro proceso, y solo tiene ese texto.',
    }),
  ).toEqual(users.map((userId) => ({ type: 'online', userId })))
})

test('devuelve cuántas suscripciones lo recibieron', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  const publisher = { redis: world.connect(), prefix: world.prefix }
  const tell = () => world.started('broadcastUserOnline', broadcastUserOnline(publisher, 'usr_1'))

  const alone = await tell()
  await world.listen('presence')
  await world.listen('presence')
  const accompanied = await tell()

  expect(
    [alone, accompanied],
    explain({
      happened: `Sin nadie escuchando devolvió ${inBrief(alone)}, y con dos, ${inBrief(accompanied)}.`,
      expected: 'el número que contesta Redis a PUBLISH: 0 y 2.',
      why: 'es la única señal de que no había nadie: publicar para nadie no es un error.',
    }),
  ).toEqual([0, 2])
})

test('si no se pudo publicar, quien llamó se entera', async ({ redis }) => {
  await using world = await PubSubWorld.open(redis)
  world.situation = 'La conexión estaba cerrada'
  const publisher = { redis: world.connect(), prefix: world.prefix }
  publisher.redis.disconnect()

  const outcome = await world.outcomeOf(broadcastUserOnline(publisher, 'usr_1'))

  expect(
    outcome.state,
    explain({
      happened: `La conexión estaba cerrada y broadcastUserOnline ${fate(outcome)}.`,
      expected: 'que rechace con el error de Redis.',
      why: 'un fallo callado parece un éxito, y un rechazo que nadie atiende apaga el proceso.',
    }),
  ).toBe('rejected')
  await world.expectNothingLoose()
})
