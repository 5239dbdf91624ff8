import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readServicesConfig } from '../../config.ts'
import type { ServiceName } from '../../config.ts'
import { askDocker } from '../../docker-engine.ts'
import { startService } from '../../start.ts'
import { accepts } from '../clients.ts'
import { ownedServiceContract } from '../contract.ts'
import { processesOf } from '../processes.ts'
import { openSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'

const { images, dockerHost } = readServicesConfig(process.env)
const reasons = { redis: await whyNot('redis'), postgres: await whyNot('postgres') }

async function whyNot(service: ServiceName): Promise<string | undefined> {
  const answer = await askDocker(images[service], dockerHost)
  if (answer === 'ready') return undefined
  return answer === 'no-engine' ? 'Docker no responde' : `Docker no tiene ${images[service]}`
}

for (const service of ['redis', 'postgres'] as const) {
  ownedServiceContract('docker', {
    service,
    provider: 'docker',
    label: /^(Redis|PostgreSQL) \d+\.\d+\S* en Docker \(\S+\)$/,
    unavailable: reasons[service],
    open: ({ options }) =>
      startService(service, {
        ...options,
        env: { ...options.env, TALLER_SERVICES: `${service}=docker` },
      }),
  })
}

const skippedRedis = reasons.redis === undefined ? '' : ` · omitido: ${reasons.redis}`

test.skipIf(reasons.redis !== undefined)(
  `kill -9 del padre retira el contenedor${skippedRedis}`,
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox({ TALLER_SERVICES: 'redis=docker' })
    const { parent, port } = await spawnParent(sandbox)
    expect(await accepts('127.0.0.1', port)).toBe(true)

    parent.kill('SIGKILL')

    await expect.poll(() => accepts('127.0.0.1', port), { timeout: 30_000 }).toBe(false)
  },
)

test.skipIf(reasons.redis !== undefined)(
  `si mueren el padre y su guardián, el arranque siguiente retira el contenedor${skippedRedis}`,
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox({ TALLER_SERVICES: 'redis=docker' })
    const { parent, port } = await spawnParent(sandbox)
    parent.kill('SIGSTOP') // parado no se entera de que su guardián ha muerto
    for (const line of processesOf(sandbox.folder)) {
      if (line.includes('guard.ts')) process.kill(Number(line.split(' ')[0]), 'SIGKILL')
    }
    parent.kill('SIGKILL')
    expect(await accepts('127.0.0.1', port)).toBe(true)

    await using next = await startService('redis', sandbox.options)

    expect(next.provider).toBe('docker')
    expect(await accepts('127.0.0.1', port)).toBe(false)
  },
)

test('forzar Docker donde no lo hay no se sustituye por otro', { timeout: 30_000 }, async () => {
  await using sandbox = await openSandbox({
    TALLER_SERVICES: 'redis=docker',
    DOCKER_HOST: 'unix:///no/existe/docker.sock',
  })

  const start = startService('redis', sandbox.options)

  await expect(start).rejects.toMatchObject({
    name: 'EnvironmentError',
    why: expect.stringContaining('Docker no'),
    remedies: expect.arrayContaining([
      { text: 'Usa el embebido', command: 'TALLER_SERVICES=redis=embedded npm test' },
    ]),
  })
})

async function spawnParent({ folder, options }: Sandbox) {
  const script = join(import.meta.dirname, '../doomed-parent.ts')
  const parent = spawn(process.execPath, [script, 'redis', join(folder, 'cache')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: options.env,
  })
  const { promise: ready, resolve } = Promise.withResolvers<string>()
  createInterface({ input: parent.stdout }).on('line', (line) => {
    if (line !== 'arrancando') resolve(line)
  })
  return { parent, port: Number(new URL(await ready).port) }
}
