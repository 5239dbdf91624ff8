import { turns } from '@taller/workbench/testing'

/** Ejecuta `run` y devuelve los errores que habrían apagado el proceso mientras tanto. */
export async function uncaughtDuring(run: () => Promise<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  const usual = process.listeners('uncaughtException')
  const record = (error: unknown) => void seen.push(error)
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', record)
  try {
    await run()
    await turns()
    return seen
  } finally {
    process.removeListener('uncaughtException', record)
    for (const listener of usual) process.on('uncaughtException', listener)
  }
}
