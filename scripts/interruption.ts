const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Ejecuta `task` y devuelve `undefined` si la persona la interrumpe. La señal no mata: aborta, y
 * así cada `await using` deshace lo suyo (carpetas, procesos) antes de salir.
 */
export async function untilInterrupted<T>(
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const interrupted = new AbortController()
  const abort = () => interrupted.abort()
  for (const name of signals) process.on(name, abort)
  try {
    return await task(interrupted.signal)
  } catch (error) {
    if (interrupted.signal.aborted) return undefined
    throw error
  } finally {
    for (const name of signals) process.off(name, abort)
  }
}
