import { expect, explain, turns } from '@taller/workbench/testing'

import { inBrief, reasonOf } from './in-words.ts'

export type LooseErrors = Disposable & { readonly errors: readonly unknown[] }

const events = ['uncaughtException', 'unhandledRejection'] as const

/** Los errores que nadie recoge desde ahora: los que habrían apagado el proceso. */
export function watchLoose(): LooseErrors {
  const errors: unknown[] = []
  const record = (error: unknown) => void errors.push(error)
  const ignore = () => {} // Node avisa en inglés de un rechazo atendido tarde; ya está en la lista
  const usual = events.map((event) => process.listeners(event as 'uncaughtException'))
  for (const event of events) process.removeAllListeners(event).on(event, record)
  process.on('rejectionHandled', ignore)
  return {
    errors,
    [Symbol.dispose]() {
      process.off('rejectionHandled', ignore)
      for (const [index, event] of events.entries()) {
        process.off(event, record)
        for (const listener of usual[index] ?? []) process.on(event, listener)
      }
    },
  }
}

/** Lo primero que se mira: sin proceso, da igual lo demás. */
export async function expectNothingLoose({ errors }: LooseErrors, cause: string): Promise<void> {
  await turns() // Node avisa después de vaciar las microtareas de la vuelta en curso
  expect(
    errors.map(reasonOf),
    explain({
      happened: `${cause}, y hubo un error que nadie recogió.`,
      expected: 'que se recoja donde ocurre: el proceso sigue en pie.',
      evidence: errors.slice(0, 3).map((error) => ['sin recoger', inBrief(reasonOf(error))]),
      why: 'Node apaga el proceso con un error así, y con él caen todos los clientes.',
    }),
  ).toEqual([])
}
