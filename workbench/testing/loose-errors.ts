import { turns } from './waiting.ts'

type LooseEvent = 'uncaughtException' | 'unhandledRejection'

export type LooseErrors = Disposable & { readonly errors: readonly unknown[] }

/**
 * Los errores que nadie recoge desde ahora: los que habrían apagado el proceso. Mientras tanto no se
 * entera nadie más: Vitest los contaría contra la ejecución entera y no contra el test que los provoca.
 */
export function watchLoose(
  events: readonly LooseEvent[] = ['uncaughtException', 'unhandledRejection'],
): LooseErrors {
  keepQuietWhenHandledLate()
  const errors: unknown[] = []
  const record = (error: unknown) => void errors.push(error)
  const usual = events.map((event) => process.listeners(event as 'uncaughtException'))
  for (const event of events) process.removeAllListeners(event).on(event, record)
  return {
    errors,
    [Symbol.dispose]() {
      for (const [index, event] of events.entries()) {
        process.off(event, record)
        for (const listener of usual[index] ?? []) process.on(event, listener)
      }
    },
  }
}

/** Ejecuta `run` y devuelve las promesas rechazadas que nadie atendió mientras tanto. */
export function unhandledDuring(run: () => Promise<unknown>): Promise<readonly unknown[]> {
  return emittedDuring('unhandledRejection', run)
}

/** Ejecuta `run` y devuelve los errores que habrían apagado el proceso mientras tanto. */
export function uncaughtDuring(run: () => Promise<unknown>): Promise<readonly unknown[]> {
  return emittedDuring('uncaughtException', run)
}

async function emittedDuring(
  event: LooseEvent,
  run: () => Promise<unknown>,
): Promise<readonly unknown[]> {
  using loose = watchLoose([event])
  await run()
  await turns() // Node avisa después de vaciar las microtareas de la vuelta en curso
  return loose.errors
}

/** Node avisa en la pantalla, en inglés, de un rechazo que se atiende tarde; ya está en la lista. */
function keepQuietWhenHandledLate(): void {
  if (process.listeners('rejectionHandled').includes(ignore)) return
  process.on('rejectionHandled', ignore)
}

function ignore(): void {}
