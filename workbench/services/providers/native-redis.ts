import { basename, extname, join } from 'node:path'

import { findOnPath } from '../find-on-path.ts'
import type { StartProvider } from '../provided-server.ts'
import { ServerExitedError, startOnFreePort, startServerProcess } from '../server-process.ts'
import { cannotPrepare } from '../service-trouble.ts'
import { openTempFolder } from '../temp-folder.ts'

/** El redis-server o valkey-server de la máquina, en una instancia privada que no guarda nada. */
export const startNativeRedis: StartProvider = async (request, signal) => {
  const command = await findOnPath(['redis-server', 'valkey-server'], request.config)
  if (command === undefined) {
    return {
      kind: 'missing',
      why: 'No hay ningún redis-server ni valkey-server en el PATH.',
      remedies: [{ text: 'Usa el embebido', command: 'TALLER_SERVICES=redis=embedded npm test' }],
    }
  }

  await using acquired = new AsyncDisposableStack()
  const folder = acquired.use(await openTempFolder('redis', request.config.tempRoot, 10))
  const { server, port } = await startOnFreePort(async (free) => ({
    port: free,
    server: await startServerProcess(
      {
        command,
        args: argsFor(free, folder.path),
        ready: /Ready to accept connections/,
        stopWith: 'SIGTERM',
        record: join(folder.path, 'server.json'),
        env: process.env,
      },
      AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
    ),
  })).catch((error: unknown) => {
    throw explain(command, error) ?? error
  })
  acquired.use(server)

  const owned = acquired.move()
  const version = /version=(\d+(?:\.\d+)*)/.exec(server.greeting)?.[1] ?? 'desconocida'
  return {
    kind: 'server',
    url: `redis://127.0.0.1:${port}`,
    version,
    label: `${basename(command, extname(command))} ${version} del sistema`,
    died: server.exited,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function argsFor(port: number, folder: string): string[] {
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    // Con el valor de fábrica (10), un trabajo retrasado se redondea a décimas de segundo.
    hz: '100',
  }
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
}

function explain(command: string, error: unknown): Error | undefined {
  if (error instanceof ServerExitedError) {
    return cannotPrepare('redis', `«${command}» terminó nada más arrancar:\n${error.output}`, [
      { text: 'Usa el embebido', command: 'TALLER_SERVICES=redis=embedded npm test' },
    ])
  }
  if ((error as Error).name === 'TimeoutError') {
    return cannotPrepare('redis', `«${command}» no estuvo listo en 20 segundos.`)
  }
  return undefined
}
