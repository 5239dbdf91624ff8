import { setTimeout as pause } from 'node:timers/promises'

import { isEnvironmentTrouble } from '../services/environment-error.ts'
import type { Chapter, Stage } from './scenario.ts'
import type { Worlds } from './worlds.ts'

/** Cuánto se espera a que se cierre lo de un capítulo cuyo servidor ya no contesta. */
const GIVE_UP_MS = 2_000

/** Lo que tarda, como mucho, en saberse que un servidor ha muerto: antes se ve fallar a sus clientes. */
const REPORT_MS = 1_000

/**
 * Un capítulo de principio a fin en su propio mundo. Rechaza si un servidor muere, con la explicación;
 * y si `signal` se aborta, con su motivo. Pase lo que pase, lo que abrió queda cerrado.
 */
export async function playChapter(
  chapter: Chapter,
  worlds: Worlds,
  stage: Stage,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const leaving = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const died = worlds.died.then((error) => {
    throw error
  })
  using uncaught = watchUncaught()
  const opening = worlds.open(AbortSignal.any([signal, leaving.signal]))
  const running = opening.then((world) => chapter.run(stage, world))
  // Los que pierdan la carrera pueden fallar cuando ya nadie mira.
  for (const each of [aborted, died, uncaught.thrown, running]) each.catch(() => {})
  try {
    await Promise.race([running, aborted, died, uncaught.thrown])
  } catch (error) {
    throw signal.aborted ? error : await causeOf(error, worlds)
  } finally {
    leaving.abort(new Error('El capítulo ha terminado.'))
    // Con el servidor muerto, hay conexiones que no terminan de cerrarse nunca.
    const closed = new AbortController()
    await Promise.race([
      close(opening).finally(() => closed.abort()),
      pause(GIVE_UP_MS, undefined, { signal: closed.signal }).catch(() => {}),
    ])
  }
}

/** La muerte de un servidor, si es lo que hay detrás de este fallo; si no, el fallo. */
async function causeOf(failure: unknown, { died }: Worlds): Promise<unknown> {
  if (isEnvironmentTrouble(failure)) return failure
  const known = new AbortController()
  try {
    return await Promise.race([died, pause(REPORT_MS, failure, { signal: known.signal })])
  } finally {
    known.abort()
  }
}

/**
 * Lo que el código de quien aprende lanza donde nadie lo espera, como al escuchar un evento. Apagaría
 * el proceso entero; así, el capítulo acaba con ello y el resto se cierra.
 */
function watchUncaught(): Disposable & { readonly thrown: Promise<never> } {
  const { promise: thrown, reject } = Promise.withResolvers<never>()
  // También llegan aquí las promesas rechazadas que nadie atiende.
  process.on('uncaughtException', reject)
  return { thrown, [Symbol.dispose]: () => void process.off('uncaughtException', reject) }
}

async function close(opening: Promise<AsyncDisposable>): Promise<void> {
  try {
    const world = await opening
    await world[Symbol.asyncDispose]()
  } catch {
    // No llegó a abrirse, su servidor ya no está, o el propio capítulo ha contado el fallo.
  }
}
