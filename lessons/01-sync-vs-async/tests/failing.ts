import { inspect } from 'node:util'

import { type Outcome, outcomeOf, unhandledDuring } from '@taller/workbench/testing'

import type { MessageQueue } from '../src/message-queue.ts'
import { placed } from './held-consumer.ts'

/** Publica de uno en uno y espera a que la cola se vacíe, pase lo que pase por el camino. */
export async function runThrough(queue: MessageQueue, ...orderIds: readonly string[]) {
  const accepted: Outcome<void>[] = []
  const idle: Outcome<void>[] = []
  const unhandled = await unhandledDuring(async () => {
    for (const id of orderIds) accepted.push(await outcomeOf(queue.publish(placed(id))))
    idle.push(await outcomeOf(queue.idle()))
  })
  return { accepted, idle: idle[0] ?? ({ state: 'pending' } as const), unhandled }
}

/** Las dos maneras en que falla un handler. */
export const ways = [
  [
    'rechaza su promesa',
    async (error: Error) => {
      throw error
    },
  ],
  [
    'lanza de forma síncrona',
    (error: Error) => {
      throw error
    },
  ],
] as const

/** Cuál de las tres cosas que dice una anotación está mal. */
export function wrongPart([consumer, orderId, original]: readonly unknown[]): string {
  if (consumer !== 'email') return `consumer dice «${String(consumer)}», y falló «email»`
  if (orderId !== 'ord-1') return `event es ${String(orderId)}, y falló ord-1`
  return original ? 'todo coincide' : 'error no es lo que lanzó el handler'
}

/** Lo que consta, en una línea: de un error, su mensaje y no su pila. */
export function briefly(error: unknown): string {
  return error instanceof Error
    ? `Error «${error.message}»`
    : inspect(error, { breakLength: Infinity })
}
