import { type Explanation, turns, within } from '@taller/workbench/testing'

import { MessageQueue } from '../src/message-queue.ts'
import type { OrderPlaced } from '../src/order.ts'
import { order, type ServiceName } from './held-services.ts'

export function placed(orderId: string): OrderPlaced {
  return { ...structuredClone(order), orderId, type: 'order.placed' }
}

export function idsOf(events: readonly OrderPlaced[]): readonly string[] {
  return events.map(({ orderId }) => orderId)
}

export function inBrief(event: OrderPlaced | undefined): string {
  if (!event) return '(nada)'
  return `${event.totalCents} céntimos · ${event.lines.map(({ quantity }) => quantity)} uds.`
}

/** Cambia el evento por dentro y por fuera: `readonly` solo vale para el compilador. */
export function spoil(event: OrderPlaced): void {
  Object.assign(event, { totalCents: 0 })
  for (const line of event.lines) Object.assign(line, { quantity: 0 })
}

/** Lo que se espera un acuse: no depende de nadie más, así que llega enseguida o no llega. */
export const ackMs = 200

/** Publica y espera el acuse. */
export async function publish(queue: MessageQueue, event: OrderPlaced): Promise<void> {
  const explanation = {
    happened: `publish no se cumplió al publicar ${event.orderId}: espera a algún consumidor.`,
    expected: 'que se cumpla en cuanto la cola acepta el mensaje.',
    why: 'el cliente volvería a esperar a los consumidores, y la cola no habría servido de nada.',
  }
  await within(queue.publish(event), explanation, ackMs)
}

export function nothingArrived(consumer: string, orderId: string): Explanation {
  return {
    happened: `${orderId} no llegó nunca a ${consumer}.`,
    expected: 'que cada consumidor suscrito reciba todos los mensajes.',
    why: 'un mensaje aceptado que no se entrega es trabajo perdido sin que nadie lo sepa.',
  }
}

/** Espera a que la cola diga que no le queda nada, y comprueba que lo repite estando vacía. */
export async function settled(queue: MessageQueue): Promise<void> {
  const why = 'quien espera a una cola vacía, como un apagado ordenado, se queda colgado.'
  await within(queue.idle(), {
    happened: 'Los consumidores ya habían terminado e idle() no se cumplió.',
    expected: 'que se cumpla cuando no queda ninguna entrega por hacer ni a medias.',
    why,
  })
  await within(queue.idle(), {
    happened: 'Con la cola ya vacía, otra llamada a idle() no se cumplió.',
    expected: 'que se cumpla enseguida: no queda nada que esperar.',
    why,
  })
}

/** Un consumidor que apunta lo que recibe y que, si está retenido, no termina hasta `release`. */
export function watchConsumer({ held = false, log = [] as string[], name = 'consumidor' } = {}) {
  const gate = Promise.withResolvers<void>()
  if (!held) gate.resolve()
  const received: OrderPlaced[] = []
  const watchers = new Map<number, () => void>()

  return {
    received,
    log,
    release: gate.resolve,
    /** Se cumple cuando empieza el mensaje número `count`, haya llegado ya o no. */
    reached(count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (received.length >= count) resolve()
      else watchers.set(count, resolve)
      return promise
    },
    async handler(event: OrderPlaced): Promise<void> {
      log.push(`${name} empieza ${event.orderId}`)
      received.push(event)
      watchers.get(received.length)?.()
      await gate.promise
      log.push(`${name} termina ${event.orderId}`)
    },
  }
}

/**
 * Publica ord-2 justo cuando un consumidor acaba con ord-1: cuántas microtareas faltan para que
 * pase al siguiente depende de la cola, así que se prueban todas. Devuelve el registro de la vez
 * en que ord-2 empezó antes de su acuse, o nada.
 */
export async function overtakenAck(): Promise<readonly string[]> {
  for (let microtasks = 0; microtasks < 16; microtasks++) {
    const queue = new MessageQueue()
    const log: string[] = []
    const email = watchConsumer({ held: true, log, name: 'email' })
    queue.subscribe('email', email.handler)

    await publish(queue, placed('ord-1'))
    await within(email.reached(1), nothingArrived('email', 'ord-1'))
    email.release()
    for (let passed = 0; passed < microtasks; passed++) await undefined
    const acknowledged = queue.publish(placed('ord-2')).then(() => log.push('acuse de ord-2'))
    await within(email.reached(2), nothingArrived('email', 'ord-2'))
    await within(acknowledged, nothingArrived('email', 'ord-2'), ackMs)
    await turns(1)
    if (log.indexOf('acuse de ord-2') > log.indexOf('email empieza ord-2')) return log
  }
  return []
}

/** Los tres consumidores de la tienda, suscritos; los de `held` no terminan hasta `release`. */
export function subscribeThree(queue: MessageQueue, ...held: readonly ServiceName[]) {
  const watch = (name: ServiceName) => {
    const consumer = watchConsumer({ held: held.includes(name), name })
    queue.subscribe(name, consumer.handler)
    return consumer
  }
  return { inventory: watch('inventory'), email: watch('email'), invoice: watch('invoice') }
}

/** Por qué importa que 9 mensajes y 3 consumidores sean 27 entregas, según cuántas hubo. */
export function whyAllOf(total: number): string {
  if (total === 9) {
    return 'de cada tres pedidos, uno descontaría existencias, otro avisaría y otro cobraría.'
  }
  return total < 27
    ? notDelivered
    : 'con entregas de más o cambiadas de orden, se descuenta o se cobra lo que no toca.'
}

const notDelivered =
  'el consumidor que no recibe el pedido no hace su parte: no se descuenta, no se avisa o no se cobra.'
