import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import type { Environment } from './config.ts'
import { EnvironmentError } from './environment-error.ts'
import { parseGuardMessage } from './guard-protocol.ts'
import type { GuardMessage, GuardRequest } from './guard-protocol.ts'
import type { RunningService } from './running-service.ts'
import { cannotPrepare, stoppedWorking } from './service-trouble.ts'
import { sweepTempRoot } from './sweep.ts'
import { tempRootOf } from './temp-folder.ts'

/** Un guardián que no termina a tiempo está averiado: se le mata y se barre lo que deje. */
const patienceMs = 15_000

/** Lanza un guardián que posee el servidor; soltar el resultado lo detiene y espera a que acabe. */
export async function startGuarded(
  request: GuardRequest,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<RunningService> {
  const { service } = request
  demandModernNode(request)
  const child = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Con sus módulos ya compilados en la caché, está listo un tercio antes.
    // En su propio grupo: el Ctrl-C de la terminal no debe matarlo antes de que limpie.
    detached: true,
    windowsHide: true,
    env: { ...cleanEnvironment(env), NODE_COMPILE_CACHE: join(request.cacheFolder, 'node') },
  })
  const { promise: told, resolve: tell } = Promise.withResolvers<GuardMessage | undefined>()
  const { promise: died, resolve: die } = Promise.withResolvers<EnvironmentError>()
  let releasing = false
  let released = false
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = (complaints + chunk).slice(-2_000)
  })
  child.stdin.on('error', () => {}) // si el guardián ya murió, lo cuenta su salida
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parseGuardMessage(line)
    if (message.type === 'died') die(new EnvironmentError(message.error))
    else if (message.type === 'released') released = true
    else tell(message)
  })
  const exited = (async () => {
    await once(child, 'close')
    tell(undefined)
    if (!releasing) {
      die(stoppedWorking(service, `El proceso que lo cuidaba terminó de golpe.\n${complaints}`))
    }
    // Si acabó a medias, el servidor se quedó sin dueño: se recoge aquí mismo.
    if (!released) await sweepTempRoot(tempRootOf(request.config.tempRoot))
  })()

  const release = async () => {
    releasing = true
    child.ref()
    child.stdin.end()
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await exited
    clearTimeout(timer)
  }
  const onAbort = () => child.stdin.end()
  signal?.addEventListener('abort', onAbort, { once: true })
  child.stdin.write(`${JSON.stringify(request)}\n`)

  const answer = await told
  signal?.removeEventListener('abort', onAbort)
  if (answer?.type !== 'ready') {
    await release()
    signal?.throwIfAborted()
    if (answer?.type === 'failed') throw new EnvironmentError(answer.error)
    throw cannotPrepare(service, `El proceso que debía cuidarlo no arrancó.\n${complaints}`)
  }

  // Un servidor olvidado no retiene a nadie: si el programa acaba, el tubo se cierra y él también.
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref()
  child.unref()
  return { ...answer.facts, died, [Symbol.asyncDispose]: release }
}

/** Sin lo que cambiaría a Node por debajo, y sin las credenciales que el guardián no necesita. */
function cleanEnvironment(env: Environment): NodeJS.ProcessEnv {
  const dropped = new Set(['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'REDIS_URL', 'DATABASE_URL'])
  const kept = Object.entries(env).filter(([name]) => !dropped.has(name))
  return { ...systemRoot(), ...Object.fromEntries(kept) }
}

/** Windows no arranca casi nada sin esta variable, y un entorno de prueba puede no traerla. */
function systemRoot(): NodeJS.ProcessEnv {
  const value = process.env['SystemRoot']
  return value === undefined ? {} : { SystemRoot: value }
}

function demandModernNode({ service }: GuardRequest): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  throw cannotPrepare(
    service,
    `Hace falta Node 22.18 o posterior y este es ${process.versions.node}.`,
    [{ text: 'Usa el Node del taller', command: 'npm test' }],
  )
}
