import { getEventListeners } from 'node:events'

import { expect, explain, type Outcome, outcomeOf } from '@taller/workbench/testing'

import { EventBus } from '../src/event-bus.ts'

type Order = { readonly orderId: string }
type Events = { 'order.placed': Order; 'order.cancelled': Order; '*': Order }

const order: Order = { orderId: 'ord_1' }

type State = Outcome<void>['state']
type OnError = ConstructorParameters<typeof EventBus<Events>>[0]['onError']

export function openBus(onError: OnError = () => {}): EventBus<Events> {
  return new EventBus<Events>({ onError })
}

/** Publica cada uno cuando ha terminado el anterior. Dice en qué quedó el último. */
export async function publish(
  bus: EventBus<Events>,
  ...events: readonly (keyof Events)[]
): Promise<State | undefined> {
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

/** Con la misma función dos veces en subscribeAll, la baja de una deja a la otra. */
export function expectOneLess(calls: { readonly before: number; readonly after: number }): void {
  expect(
    [calls.before, calls.after],
    explain({
      happened:
        calls.before > 2
          ? 'Lo publicado en un bus llegó al subscribeAll de otro: los buses comparten suscriptores.'
          : 'La misma función, dos veces en subscribeAll, y las entregas no cuadran.',
      expected: 'dos entregas y, tras la baja de una (aunque se repita), una.',
      evidence: [
        ['con las dos', String(calls.before)],
        ['tras una baja', String(calls.after)],
      ],
      at: 'subscribeAll',
      why: 'la baja de un módulo dejaría sordo a otro que usa la misma función.',
    }),
  ).toEqual([2, 1])
}

type Publishing = { readonly whileBusy: State; readonly finally: State | undefined }

/** Publicar no termina hasta que termina el handler de subscribeAll. */
export function expectAwaited(publishing: Publishing): void {
  const waited = publishing.whileBusy === 'pending'
  expect(
    publishing,
    explain({
      happened: waited
        ? 'El handler de subscribeAll terminó, y publish no se cumplió.'
        : 'publish terminó con un handler de subscribeAll aún trabajando.',
      expected: 'que publish lo espere, como a los demás handlers.',
      evidence: [
        ['con él a medias', waited ? 'publish esperaba' : 'publish ya había terminado'],
        ['con él terminado', publishing.finally === 'fulfilled' ? 'publish se cumplió' : 'nada'],
      ],
      at: 'publish',
      why: 'quien cierra el proceso tras publish pierde lo que el registro aún no había escrito.',
    }),
  ).toEqual({ whileBusy: 'pending', finally: 'fulfilled' })
}
