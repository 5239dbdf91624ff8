import { createInterface } from 'node:readline'

import { EnvironmentError } from './environment-error.ts'
import { parseGuardRequest } from './guard-protocol.ts'
import type { GuardMessage, GuardRequest } from './guard-protocol.ts'
import { cannotPrepare, stoppedWorking } from './service-trouble.ts'
import { startFirstAvailable } from './start-first-available.ts'
import { sweepCache, sweepTempRoot } from './sweep.ts'
import { tempRootOf } from './temp-folder.ts'

/**
 * Posee un servidor y muere con su padre. La entrada estándar es un tubo que solo el padre
 * tiene abierto: salga como salga (bien, Ctrl-C, error, kill -9), el sistema lo cierra y aquí
 * se lee como fin de archivo. No hay forma de morir sin que nos enteremos.
 */
export async function runGuard(): Promise<void> {
  const released = new AbortController()
  const release = () => released.abort()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, release)
  // Si el padre ya no está, escribirle falla: no importa, la limpieza sigue.
  process.stdout.on('error', release)

  const lines = createInterface({ input: process.stdin })
  const { promise: asked, resolve: ask } = Promise.withResolvers<string | undefined>()
  lines.once('line', ask)
  lines.once('close', () => {
    release()
    ask(undefined)
  })

  const line = await asked
  if (line !== undefined) await serve(parseGuardRequest(line), released.signal)

  lines.close()
  process.stdin.destroy()
  await tell({ type: 'released' })
}

async function serve(request: GuardRequest, released: AbortSignal): Promise<void> {
  const { service } = request
  try {
    await sweepTempRoot(tempRootOf(request.config.tempRoot))
    await sweepCache(request.cacheFolder)

    await using server = await startFirstAvailable(request, released)
    await tell({ type: 'ready', facts: server.facts })

    const lastWords = await Promise.race([server.died, untilAborted(released)])
    if (lastWords !== undefined && !released.aborted) {
      const error = stoppedWorking(
        service,
        `${server.facts.label} terminó solo. Lo último que escribió:\n${lastWords}`,
      )
      await tell({ type: 'died', error: error.toJSON() })
    }
  } catch (error) {
    if (released.aborted) return // el padre se fue a mitad del arranque: no queda a quién contarlo
    const known = error instanceof EnvironmentError
    await tell({
      type: 'failed',
      error: (known ? error : cannotPrepare(service, String((error as Error).stack))).toJSON(),
    })
  }
}

/** Espera a que el mensaje salga: en Windows los tubos son asíncronos y el proceso puede acabar antes. */
function tell(message: GuardMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve())
  return promise
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  if (signal.aborted) resolve(undefined)
  signal.addEventListener('abort', () => resolve(undefined), { once: true })
  return promise
}
