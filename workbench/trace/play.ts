import { setTimeout as pause } from 'node:timers/promises'

import type { Chapter, Stage } from './scenario.ts'
import type { Worlds } from './worlds.ts'

/** Cuánto se espera a que se cierre lo de un capítulo cuyo servidor ya no contesta. */
const GIVE_UP_MS = 2_000

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
  const leaving = new AbortController()
  const world = await worlds.open(AbortSignal.any([signal, leaving.signal]))
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const died = worlds.died.then((error) => {
    throw error
  })
  using uncaught = watchUncaught()
  for (const each of [aborted, died, uncaught.thrown]) each.catch(() => {}) // lo cuenta la carrera, si llega a ganar
  const running = chapter.run(stage, world)
  running.catch(() => {}) // abandonado, puede fallar cuando ya nadie mira
  try {
    signal.throwIfAborted()
    await Promise.race([running, aborted, died, uncaught.thrown])
  } finally {
    leaving.abort(new Error('El capítulo ha terminado.'))
    // Con el servidor muerto, hay conexiones que no terminan de cerrarse nunca.
    const closed = new AbortController()
    await Promise.race([
      close(world).finally(() => closed.abort()),
      pause(GIVE_UP_MS, undefined, { signal: closed.signal }).catch(() => {}),
    ])
  }
}

/**
 * Lo que el código de quien aprende lanza donde nadie lo espera, como en un «listener». Apagaría el
 * proceso entero; así, el capítulo acaba con ello y el resto se cierra.
 */
function watchUncaught(): Disposable & { readonly thrown: Promise<never> } {
  const { promise: thrown, reject } = Promise.withResolvers<never>()
  // También llegan aquí las promesas rechazadas que nadie atiende.
  process.on('uncaughtException', reject)
  return { thrown, [Symbol.dispose]: () => void process.off('uncaughtException', reject) }
}

async function close(world: AsyncDisposable): Promise<void> {
  try {
    await world[Symbol.asyncDispose]()
  } catch {
    // Su servidor ya no está, o el propio capítulo ha contado el fallo.
  }
}
