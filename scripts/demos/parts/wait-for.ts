import type { World } from '../../../workbench/trace/scenario.ts'

/**
 * Lo que dé `promise`. Con el código de quien aprende puede no llegar nunca: a los `ms` se dice qué
 * faltaba, y si se abandona el capítulo se deja de esperar en el acto.
 */
export async function waitFor<T>(
  { signal }: Pick<World, 'signal'>,
  promise: Promise<T>,
  what: string,
  ms = 5_000,
): Promise<T> {
  promise.catch(() => {}) // lo que ya no se espera puede fallar cuando nadie mira
  signal.throwIfAborted()
  const { promise: gone, reject } = Promise.withResolvers<never>()
  const abandon = () => reject(signal.reason)
  const timer = setTimeout(() => reject(new Error(`Pasados ${ms / 1_000} s, ${what}.`)), ms)
  signal.addEventListener('abort', abandon)
  try {
    return await Promise.race([promise, gone])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abandon)
  }
}
