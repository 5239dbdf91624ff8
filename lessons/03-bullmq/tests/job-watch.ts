import { setTimeout as pause } from 'node:timers/promises'

import { EnvironmentError, type Explanation, UnmetExpectation } from '@taller/workbench/testing'

import { redisLost } from './redis-alive.ts'

/** El primer trabajo de un Redis embebido tarda más de un segundo si la máquina está ocupada. */
const PATIENCE_MS = 3_000

/** Pregunta hasta que la respuesta vale. Si no llega, falla con lo último que se vio. */
export async function eventually<T>(
  read: () => Promise<T> | T,
  enough: (value: T) => boolean,
  otherwise: (last: T) => Explanation,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const value = await answered(read)
    if (enough(value)) return value
    if (performance.now() > deadline) throw new UnmetExpectation(otherwise(value))
    await pause(3)
  }
}

/**
 * La respuesta cuando deja de cambiar, contando viajes a Redis y no milisegundos: en cada uno, el
 * worker ha tenido ocasión de hacer el suyo.
 */
export async function steady<T>(read: () => Promise<T>, trips = 25): Promise<T> {
  let last = await answered(read)
  for (let same = 0; same < trips; same++) {
    const value = await answered(read)
    if (JSON.stringify(value) !== JSON.stringify(last)) same = -1
    last = value
  }
  return last
}

async function answered<T>(read: () => Promise<T> | T): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof EnvironmentError) throw error
    throw redisLost(error)
  }
}
