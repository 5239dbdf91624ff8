import { expect, explain, outcomeOf } from '@taller/workbench/testing'
import type { Redis } from 'ioredis'

import { count } from './in-words.ts'
import { type PubSubWorld, willReconnect } from './pub-sub-world.ts'

/** Las conexiones con Redis que quedan abiertas, según ellas y según él. */
export async function expectNoConnections(world: PubSubWorld, when: string): Promise<void> {
  const opened = world.connections.length
  await world.eventually(
    () => world.connections.filter((each) => !isClosed(each)).length,
    (open) => open === 0,
    (open) => ({
      happened: `${when} ${open === 1 ? 'queda' : 'quedan'} sin cerrar ${count(open, 'conexión', 'conexiones')} con Redis, de ${opened}.`,
      expected: 'que se cierren todas las que se pidieron a connect.',
      evidence: world.connections.map((each, index) => [`conexión ${index + 1}`, inSpanish(each)]),
      at: when.includes('subscriber') ? 'startSubscriber' : 'stop',
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  )
  // Redis tarda un poco en enterarse de lo que aquí ya está cerrado.
  await world.eventually(
    () => world.openConnections(),
    (extra) => extra === 0,
    (extra) => ({
      happened: `${when}, Redis aún ve ${count(extra, 'conexión', 'conexiones')} que connect no conoce.`,
      expected: 'ninguna: las copias también se cierran.',
      at: when.includes('subscriber') ? 'startSubscriber' : 'stop',
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  )
}

/** Cortar con `disconnect()` no espera a Redis, pero cierra; pedir `quit()` y no esperar, no. */
export async function expectClosing(world: PubSubWorld, held: Redis): Promise<void> {
  await world.eventually(
    () => held.status,
    (status) => status === 'end',
    () => ({
      happened: 'stop() se cumplió sin esperar a Redis, con una de sus conexiones aún abierta.',
      expected: 'que espere a subscriber.stop() y a cada quit().',
      evidence: world.connections.map((each, index) => [
        `conexión ${index + 1}`,
        each === held ? 'abierta: Redis aún no ha contestado' : inSpanish(each),
      ]),
      at: 'stop',
      why: 'quien llama a stop() apaga el proceso en cuanto se cumple, y lo que faltaba queda a medias.',
    }),
  )
}

/** Cerrarla cuando esperaba para volver la deja «reconnecting», pero sin nada que la haga volver. */
function isClosed(redis: Redis): boolean {
  return redis.status === 'end' || (redis.status === 'reconnecting' && !willReconnect(redis))
}

/** Cómo está una conexión, con otras palabras que las de ioredis. */
export function inSpanish(redis: Redis): string {
  if (isClosed(redis)) return 'cerrada'
  return redis.status === 'reconnecting' ? 'esperando para volver' : `abierta (${redis.status})`
}

/** Tras un «error», cada conexión sigue contestando: `disconnect()` tarda un poco en notarse. */
export async function expectStillUp(world: PubSubWorld): Promise<void> {
  const answers = await Promise.all(world.connections.map((each) => outcomeOf(each.ping(), 1_500)))
  const down = answers.filter(({ state }) => state !== 'fulfilled').length
  expect(
    down,
    explain({
      happened: `${world.situation}, y después ${down === 1 ? 'una ya no contestaba' : `${down} ya no contestaban`}.`,
      expected: 'que un «error» solo se cuente: ioredis vuelve él solo si no se lo impides.',
      evidence: world.connections.map((each, index) => [`conexión ${index + 1}`, inSpanish(each)]),
      why: 'cerrarla al primer error deja a esa instancia sorda hasta el próximo despliegue.',
    }),
  ).toBe(0)
}
