import { startPostgres, startRedis } from '../start.ts'
import { ownedServiceContract, serviceContract } from './contract.ts'
import { whyNoNativeRedis } from './machine.ts'
import type { Sandbox } from './sandbox.ts'

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

// El externo se prueba contra un servidor nuestro: los puertos habituales no se tocan.
serviceContract('externo', {
  service: 'redis',
  provider: 'external',
  label: /^Redis \S+ en 127\.0\.0\.1:\d+$/,
  async open(sandbox) {
    const server = await startRedis(sandbox.options)
    return owning(server, await startRedis({ env: { REDIS_URL: server.url } }))
  },
})

serviceContract('externo', {
  service: 'postgres',
  provider: 'external',
  label: /^PostgreSQL 18\.\d+ en 127\.0\.0\.1:\d+$/,
  async open(sandbox) {
    const server = await startPostgres(sandbox.options)
    return owning(server, await startPostgres({ env: { DATABASE_URL: server.url } }))
  },
})

/** Suelta primero la vista externa y después el servidor de verdad. */
function owning<T extends AsyncDisposable>(server: AsyncDisposable, view: T): T {
  return {
    ...view,
    async [Symbol.asyncDispose]() {
      await view[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
