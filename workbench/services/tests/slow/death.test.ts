import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import type { ServiceName } from '../../config.ts'
import { readServicesConfig } from '../../config.ts'
import { isEnvironmentTrouble } from '../../environment-error.ts'
import { parseGuardMessage } from '../../guard-protocol.ts'
import type { GuardRequest } from '../../guard-protocol.ts'
import { isAlive } from '../../process-identity.ts'
import type { ProcessIdentity } from '../../process-identity.ts'
import { startPostgres, startRedis } from '../../start.ts'
import { ownerOf } from '../../temp-folder.ts'
import { whyNoNativeRedis } from '../machine.ts'
import { processesOf } from '../processes.ts'
import { openSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'

const noNativeRedis = await whyNoNativeRedis()
const skippedNative = noNativeRedis === undefined ? '' : ` · omitido: ${noNativeRedis}`

const patience = { timeout: 30_000 }

describe('el servidor muere con su padre', { timeout: 60_000 }, () => {
  // Los momentos caen en el arranque del guardián, en initdb, en el del servidor y después.
  test.each([
    ['redis', 0],
    ['redis', 120],
    ['redis', 'listo'],
    ['postgres', 60],
    ['postgres', 300],
    ['postgres', 700],
    ['postgres', 'listo'],
  ] as const)(
    'kill -9 del padre de %s (%s) no deja proceso ni carpeta',
    async (service, moment) => {
      await using sandbox = await openSandbox()
      const parent = await spawnParent(sandbox, service)

      await (moment === 'listo' ? parent.ready : wait(moment))
      parent.child.kill('SIGKILL')

      await expect.poll(() => remainsOf(sandbox), patience).toEqual([])
    },
  )

  // La terminal y los sistemas de CI mandan la señal a todo el grupo, no solo al padre.
  test.each([
    ['Ctrl-C en la terminal', 'SIGINT'],
    ['kill -9 a todo el grupo', 'SIGKILL'],
  ] as const)('%s no deja proceso ni carpeta', async (_title, signal) => {
    await using sandbox = await openSandbox()
    const parent = await spawnParent(sandbox, 'redis')
    await parent.ready

    process.kill(-parent.child.pid!, signal)

    await expect.poll(() => remainsOf(sandbox), patience).toEqual([])
  })
})

describe('un guardián se va siempre', { timeout: 60_000 }, () => {
  // El final de Node puede no volver (nodejs/node#54918), y sin padre no queda quien lo mate. Es una
  // vez de cada cien o doscientas, y solo si acaba a medio arrancar: aquí no vuelve nunca.
  test.each(['redis', 'postgres'] as const)(
    'el de %s también, si el final de Node se queda colgado',
    async (service) => {
      await using sandbox = await openSandbox()
      using guard = await spawnGuardWithEndlessExit(sandbox, service)

      guard.stdin!.end()

      await expect.poll(() => remainsOf(sandbox), patience).toEqual([])
    },
  )
})

describe('la muerte inesperada se anuncia', { timeout: 60_000 }, () => {
  test.skipIf(noNativeRedis !== undefined)(
    `si matan a redis-server, died lo cuenta y no queda su carpeta${skippedNative}`,
    async () => {
      await using sandbox = await openSandbox({ TALLER_SERVICES: 'native' })
      await using redis = await startRedis(sandbox.options)

      process.kill((await recordedServer(sandbox)).pid, 'SIGKILL')

      const error = await redis.died
      expect(isEnvironmentTrouble(error)).toBe(true)
      expect(error.message).toContain('Dejó de funcionar Redis a mitad')
      await expect.poll(() => remainsOf(sandbox), patience).toEqual([])
    },
  )

  test('si matan al guardián, died lo cuenta y el servidor huérfano se recoge', async () => {
    await using sandbox = await openSandbox()
    await using postgres = await startPostgres(sandbox.options)

    process.kill(await guardPid(sandbox), 'SIGKILL')

    expect((await postgres.died).message).toContain('Dejó de funcionar PostgreSQL a mitad')
    await expect.poll(() => remainsOf(sandbox), patience).toEqual([])
  })
})

describe('barrido de lo que dejó un guardián muerto', { timeout: 60_000 }, () => {
  test.skipIf(noNativeRedis !== undefined)(
    `el siguiente arranque recoge lo abandonado y respeta lo demás${skippedNative}`,
    async () => {
      await using sandbox = await openSandbox({ TALLER_SERVICES: 'native' })
      const orphan = await abandonServer(sandbox)
      const notOurs = ['taller-ajeno', `taller-redis-${process.pid}--viva`, 'otra-cosa']
      for (const name of notOurs) await mkdir(join(sandbox.folder, name))
      expect(isAlive(orphan)).toBe(true)

      await using alive = await startRedis(sandbox.options)
      await using second = await startRedis(sandbox.options)

      expect(isAlive(orphan)).toBe(false)
      const left = await sandbox.leftovers()
      expect(left).toEqual(expect.arrayContaining(notOurs.slice(0, 2)))
      expect(left).toHaveLength(4) // las dos ajenas y las de los dos servidores vivos
      expect(alive.url).not.toBe(second.url)
    },
  )
})

/** Mata a guardián y padre de modo que ninguno pueda limpiar; devuelve el servidor huérfano. */
async function abandonServer(sandbox: Sandbox): Promise<ProcessIdentity> {
  const parent = await spawnParent(sandbox, 'redis')
  await parent.ready
  const orphan = await recordedServer(sandbox)
  parent.child.kill('SIGSTOP') // parado no se entera de que su guardián ha muerto
  process.kill(await guardPid(sandbox), 'SIGKILL')
  parent.child.kill('SIGKILL')
  await once(parent.child, 'close')
  return orphan
}

/** Un guardián con su servidor listo, al que `process.exit()` o acabar por su pie dejan colgado. */
async function spawnGuardWithEndlessExit(
  { folder, options: { env } }: Sandbox,
  service: ServiceName,
): Promise<ChildProcess & Disposable> {
  const endless = `process.on('exit', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))`
  const guard = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${endless}`, join(import.meta.dirname, '../../guard.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'], env },
  )
  const request: GuardRequest = {
    ...{ service, candidates: ['embedded'], forced: true },
    ...{ cacheFolder: join(folder, 'cache'), config: readServicesConfig(env) },
  }
  guard.stdin.write(`${JSON.stringify(request)}\n`)
  const [line] = (await once(createInterface({ input: guard.stdout }), 'line')) as [string]
  expect(parseGuardMessage(line).type).toBe('ready')
  return Object.assign(guard, { [Symbol.dispose]: () => void guard.kill('SIGKILL') })
}

async function spawnParent(
  { folder, options }: Sandbox,
  service: ServiceName,
): Promise<{ child: ChildProcess; ready: Promise<unknown> }> {
  const script = join(import.meta.dirname, '../doomed-parent.ts')
  const child = spawn(process.execPath, [script, service, join(folder, 'cache')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: options.env,
    detached: true,
  })
  const lines = createInterface({ input: child.stdout })
  const { promise: ready, resolve } = Promise.withResolvers<void>()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  lines.on('line', (line) => (line === 'arrancando' ? start() : resolve()))
  await started
  return { child, ready }
}

async function remainsOf(sandbox: Sandbox): Promise<string[]> {
  return [...processesOf(sandbox.folder), ...(await sandbox.leftovers())]
}

async function recordedServer(sandbox: Sandbox): Promise<ProcessIdentity> {
  const [folder = ''] = await sandbox.leftovers()
  const record = join(sandbox.folder, folder, 'server.json')
  return JSON.parse(await readFile(record, 'utf8')) as ProcessIdentity
}

async function guardPid(sandbox: Sandbox): Promise<number> {
  const [folder = ''] = await sandbox.leftovers()
  const owner = ownerOf(folder)
  if (owner === undefined) throw new Error(`«${folder}» no dice de quién es.`)
  return owner.pid
}
