import { afterAll } from 'vitest'

import type { ServiceName } from '../../config.ts'
import type { RunningService } from '../../running-service.ts'
import { startPostgres, startRedis, startService } from '../../start.ts'
import { ownedServiceContract, serviceContract } from '../contract.ts'
import { whyNoNativeRedis } from '../machine.ts'
import { openSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'

const noNativeRedis = await whyNoNativeRedis()

function forcing({ options }: Sandbox, value: string) {
  return { ...options, env: { ...options.env, TALLER_SERVICES: value } }
}

ownedServiceContract('nativo', {
  service: 'redis',
  provider: 'native',
  label: /^(redis|valkey)-server \d+\.\d+\.\d+ del sistema$/,
  unavailable: noNativeRedis,
  open: (sandbox) => startRedis(forcing(sandbox, 'native')),
})

ownedServiceContract('embebido', {
  service: 'redis',
  provider: 'embedded',
  label: /^compatible con Redis \(js-redis-server \d+\.\d+\.\d+\)$/,
  open: (sandbox) => startRedis(forcing(sandbox, 'embedded')),
})

ownedServiceContract('embebido', {
  service: 'postgres',
  provider: 'embedded',
  label: /^PostgreSQL 18\.\d+ embebido$/,
  open: (sandbox) => startPostgres(forcing(sandbox, 'embedded')),
})

// El externo se prueba contra un servidor nuestro, que hace de servidor de la persona: los
// puertos habituales no se tocan. Es el mismo para todo el archivo; lo que se estrena en cada
// test es la vista externa.
const people = new AsyncDisposableStack()
const personal = new Map<ServiceName, Promise<RunningService>>()
afterAll(() => people.disposeAsync())

function personalServer(service: ServiceName): Promise<RunningService> {
  const known = personal.get(service)
  if (known) return known
  const starting = openSandbox().then(async (sandbox) => {
    people.use(sandbox)
    return people.use(await startService(service, sandbox.options))
  })
  personal.set(service, starting)
  return starting
}

serviceContract('externo', {
  service: 'redis',
  provider: 'external',
  label: /^Redis \S+ en 127\.0\.0\.1:\d+$/,
  async open() {
    return startRedis({ env: { REDIS_URL: (await personalServer('redis')).url } })
  },
})

serviceContract('externo', {
  service: 'postgres',
  provider: 'external',
  label: /^PostgreSQL 18\.\d+ en 127\.0\.0\.1:\d+$/,
  async open() {
    return startPostgres({ env: { DATABASE_URL: (await personalServer('postgres')).url } })
  },
})
