import { expect, explain, type Outcome } from '@taller/workbench/testing'

import { count, fate, listed, waited } from './in-words.ts'
import type { Instance } from './instance.ts'
import { type PubSubWorld, willReconnect } from './pub-sub-world.ts'

type Stoppable = { stop(): Promise<void> }

/** Con todo ya cerrado, parar otra vez tampoco es un error. */
export async function expectAgain(
  world: PubSubWorld,
  what: string,
  stopped: Stoppable,
): Promise<void> {
  const again = await world.outcomeOf(stopped.stop())
  expect(
    again.state,
    explain({
      happened: `Ya estaba todo cerrado y otra llamada a ${what} ${fate(again)}.`,
      expected: 'que se cumpla y no haga nada.',
      at: what.includes('subscriber') ? 'startSubscriber' : 'stop',
      why: 'una señal de parada llega a menudo dos veces.',
    }),
  ).toBe('fulfilled')
}

/** Redis corta todas las conexiones, y no vuelve. */
export async function loseRedis(world: PubSubWorld): Promise<void> {
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
}

/** Se para, y las conexiones se cortan después de pedirle a Redis que cierre y antes de que conteste. */
export async function stopAsRedisLeaves(
  world: PubSubWorld,
  stoppable: Stoppable,
): Promise<Outcome<void>> {
  for (const connection of world.connections) world.holdOutgoing(connection)
  const stopping = stoppable.stop()
  for (const connection of world.connections) world.drop(connection)
  return world.outcomeOf(stopping)
}

export function expectStopped(outcome: Outcome<void>): void {
  expect(
    outcome.state,
    explain({
      happened: `Redis se fue sin contestar, y stop() ${fate(outcome)}${waited(outcome)}.`,
      expected: 'que se cumpla: si quit() rechaza por eso, la conexión ya está cerrada.',
      why: 'quien despliega toma el rechazo por un fallo, y no ha fallado nada.',
    }),
  ).toBe('fulfilled')
}

/** Dos llamadas a la vez, con Redis sin contestar todavía: la segunda tampoco puede adelantarse. */
export async function expectBoth(
  world: PubSubWorld,
  what: string,
  stoppable: Stoppable,
): Promise<void> {
  const releases = world.connections.map((connection) => world.holdOutgoing(connection))
  const calls = [stoppable.stop(), stoppable.stop()] as const
  const second: Outcome<void> = await world.outcomeSoFar(calls[1])
  const open = world.connections.filter(({ status }) => status === 'ready').length
  const ahead = second.state === 'fulfilled' && open > 0
  for (const release of releases) release()
  const outcomes = [await world.outcomeOf(calls[0]), await world.outcomeOf(calls[1])] as const

  expect(
    { ahead, first: outcomes[0].state, second: outcomes[1].state },
    explain({
      happened: ahead
        ? `Se llamó a ${what} dos veces a la vez, y la segunda se cumplió con ${count(open, 'conexión', 'conexiones')} aún sin cerrar.`
        : `Se llamó a ${what} dos veces a la vez: la primera ${fate(outcomes[0])} y la segunda ${fate(outcomes[1])}.`,
      expected: 'que las dos se cumplan cuando está cerrado: basta con guardar la promesa.',
      at: what.includes('subscriber') ? 'startSubscriber' : 'stop',
      why: 'una señal de parada llega a menudo dos veces, y la segunda mientras se atiende la primera.',
    }),
  ).toEqual({ ahead: false, first: 'fulfilled', second: 'fulfilled' })
}

/** Mira en el lado del servidor: un cliente que no contesta no se entera de que lo cortaron. */
export async function expectAllCut(
  world: PubSubWorld,
  instance: Instance,
  otherwise: () => { readonly happened: string; readonly expected: string; readonly why: string },
): Promise<void> {
  await world.eventually(
    () => instance.connected,
    (open) => open === 0,
    (open) => ({
      ...otherwise(),
      evidence: [['sin cortar', count(open, 'cliente', 'clientes')]],
      at: 'stop',
    }),
  )
}

/** Tras stop(), con una visita HTTP abierta y la escucha de otra pasarela, todo sigue en su sitio. */
export function expectServerUntouched(instance: Instance, otherGateway: () => void): void {
  const { listening } = instance.server
  const heard = instance.server.listeners('upgrade').includes(otherGateway)
  expect(
    { listening, visitors: instance.connected, heard },
    explain({
      happened: !listening
        ? 'stop() cerró el servidor HTTP, que no lo abrió la pasarela.'
        : heard
          ? 'stop() cortó una conexión HTTP que no era de un cliente de la pasarela.'
          : 'stop() quitó del servidor una escucha de «upgrade» que no puso la pasarela.',
      expected: 'que cierre solo lo suyo: sus clientes, uno a uno, y sockets.close().',
      at: 'stop',
      why: 'el mismo servidor sirve la página y quizá más cosas: quien lo abrió decide cuándo se cierra.',
    }),
  ).toEqual({ listening: true, visitors: 1, heard: true })
}

export async function expectNobodyEnters(instance: Instance): Promise<void> {
  const late = await instance.knock('?user=tardona')
  expect(
    late.closed,
    explain({
      happened: 'Tras stop() aún entró un cliente.',
      expected: 'que ya no entre nadie: sockets.close() retira lo que puso admitClients.',
      why: 'se quedaría esperando unos mensajes que nunca llegarán.',
    }),
  ).toBe(true)
}

export async function expectServerCanClose(instance: Instance): Promise<void> {
  expect(
    await instance.serverCloses(),
    explain({
      happened: 'Tras stop(), al servidor HTTP aún le quedaba una conexión y no se pudo cerrar.',
      expected: 'que no le quede ninguna de la pasarela.',
      why: 'un proceso que no termina retiene el puerto, y la versión nueva no arranca.',
    }),
  ).toBe(true)
}

export function expectNoneComesBack(world: PubSubWorld): void {
  const waiting = world.connections.filter(willReconnect).length
  expect(
    waiting,
    explain({
      happened: `Tras stop(), ${count(waiting, 'conexión tiene', 'conexiones tienen')} pendiente volver a conectarse.`,
      expected: 'que se den por cerradas.',
      why: 'volverían por su cuenta y el proceso no terminaría.',
    }),
  ).toBe(0)
}
