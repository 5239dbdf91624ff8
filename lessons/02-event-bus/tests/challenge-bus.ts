import { getEventListeners } from 'node:events'

import { expect, explain, type Outcome, outcomeOf } from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order; 'order.cancelled': Order; '*': Order }

const order: Order = { orderId: 'ord_1' }

type OnError = ConstructorParameters<typeof EventBus<Events>>[0]['onError']

export function openBus(onError: OnError = () => {}): EventBus<Events> {
  return new EventBus<Events>({ onError })
}

/** Publica cada uno cuando ha terminado el anterior. Dice en qué quedó el último. */
export async function publish(
  bus: EventBus<Events>,
  ...events: readonly (keyof Events)[]
): Promise<Outcome<void>['state'] | undefined> {
  let last: Outcome<void> | undefined
  for (const event of events) last = await outcomeOf(Promise.try(() => bus.publish(event, order)))
  return last?.state
}

/** Nada escucha ya en la señal. */
export function expectSilent(signal: AbortSignal, when: string): void {
  const listening = getEventListeners(signal, 'abort').length
  expect(
    listening,
    explain({
      happened: `${when}, la señal seguía con ${listening} escucha${listening === 1 ? '' : 's'} de «abort».`,
      expected: 'ninguna: la baja deshace todo lo que hizo la suscripción.',
      why: 'una señal puede durar lo que la aplicación, y guardaría para siempre cada pantalla cerrada.',
    }),
  ).toBe(0)
}
