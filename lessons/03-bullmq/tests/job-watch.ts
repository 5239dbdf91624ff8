import { setTimeout as pause } from 'node:timers/promises'

import { EnvironmentError, type Explanation, UnmetExpectation } from '@taller/workbench/testing'

import { redisLost } from './redis-alive.ts'

/**
 * Cuánto se insiste. Se cuentan preguntas además de milisegundos: con la máquina ocupada tardan más
 * y el worker también. El tope deja sitio a la explicación antes de que Vitest corte el test.
 */
const patience = { questions: 500, leastMs: 2_000, mostMs: 4_000 } as const

// #region eventually
/** Pregunta hasta que la respuesta vale. Si no llega, falla con lo último que se vio. */
export async function eventually<T>(
  read: () => Promise<T>,
  enough: (value: T) => boolean,
  otherwise: (last: T) => Explanation,
): Promise<T> {
  const started = performance.now()
  for (let asked = 1; ; asked++) {
    const value = await answered(read)
    if (enough(value)) return value
    const ms = performance.now() - started
    const tired = asked > patience.questions && ms > patience.leastMs
    if (tired || ms > patience.mostMs) throw new UnmetExpectation(otherwise(value))
    await pause(3)
  }
}
// #endregion eventually

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

async function answered<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof EnvironmentError) throw error
    throw redisLost(error)
  }
}
