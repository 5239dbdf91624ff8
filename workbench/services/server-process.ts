import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

import { findFreePort } from './free-port.ts'
import { identify } from './process-identity.ts'

export type ServerCommand = {
  readonly command: string
  readonly args: readonly string[]
  /** Lo que el servidor escribe cuando ya atiende. Sin valor, se espera a que termine. */
  readonly ready?: RegExp
  readonly stopWith: 'SIGTERM' | 'SIGQUIT' | 'SIGINT'
  /** Dónde se apunta el proceso, para que un barrido posterior lo encuentre. */
  readonly record: string
  readonly env: NodeJS.ProcessEnv
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

export interface ServerProcess extends AsyncDisposable {
  /** Lo escrito hasta estar listo. */
  readonly greeting: string
  /** Se cumple cuando el proceso termina, con las últimas líneas que escribió. */
  readonly exited: Promise<string>
}

/** El proceso terminó sin llegar a atender; `output` guarda lo que dijo. */
export class ServerExitedError extends Error {
  override readonly name = 'ServerExitedError'
  readonly code = 'SERVER_EXITED'
  readonly output: string

  constructor(command: string, output: string) {
    super(`«${command}» terminó antes de estar listo.\n${output}`)
    this.output = output
  }
}

const tailLength = 2_000
const lastLines = 3

export async function startServerProcess(
  { command, args, ready, stopWith, record, env, user }: ServerCommand,
  signal: AbortSignal,
): Promise<ServerProcess> {
  signal.throwIfAborted()
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env,
    ...user,
  })

  let output = ''
  const { promise: greeted, resolve: greet } = Promise.withResolvers<void>()
  const listen = (chunk: string) => {
    output = (output + chunk).slice(-tailLength)
    if (ready?.test(output)) greet()
  }
  child.stdout.setEncoding('utf8').on('data', listen)
  child.stderr.setEncoding('utf8').on('data', listen)
  const exited = once(child, 'close').then(() =>
    output.trim().split('\n').slice(-lastLines).join('\n'),
  )
  exited.catch(() => {}) // si spawn falla, ya lo cuenta la espera de la línea siguiente
  await once(child, 'spawn')
  writeFileSync(record, JSON.stringify({ ...identify(child.pid!), stopWith }))

  const running: ServerProcess = {
    get greeting() {
      return output
    },
    exited,
    async [Symbol.asyncDispose]() {
      child.kill(stopWith)
      // Un servidor que no atiende a la señal no puede quedarse: a los cinco segundos, se le mata.
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    },
  }

  try {
    await untilReady(ready === undefined ? exited : greeted, exited, signal)
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw error
  }
  if (ready !== undefined && !ready.test(output)) throw new ServerExitedError(command, output)
  if (ready === undefined && child.exitCode !== 0) throw new ServerExitedError(command, output)
  return running
}

async function untilReady(
  greeted: Promise<unknown>,
  exited: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const released = new AbortController()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason as Error), {
    signal: released.signal,
    once: true,
  })
  try {
    signal.throwIfAborted()
    await Promise.race([greeted, exited, aborted])
  } finally {
    released.abort()
  }
}

/** Arranca en un puerto libre; si alguien se lo queda antes, prueba con otro. */
export async function startOnFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort()
    try {
      return await start(port)
    } catch (error) {
      const collided =
        error instanceof ServerExitedError &&
        /address already in use|could not bind|failed listening on port/i.test(error.output)
      if (!collided || attempt === 10) throw error
      await wait(10 * attempt)
    }
  }
}
