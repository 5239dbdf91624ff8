import type { World } from '../../../workbench/trace/scenario.ts'

/**
 * Cómo se conecta con Redis quien sale en un escenario: si lo pierde, vuelve a llamar enseguida; y
 * acabado el capítulo, deja de llamar, o un Redis muerto no dejaría terminar al proceso.
 */
export function redisOptions({ signal }: Pick<World, 'signal'>) {
  return {
    retryStrategy: () => (signal.aborted ? null : 20),
    maxRetriesPerRequest: null,
  }
}
