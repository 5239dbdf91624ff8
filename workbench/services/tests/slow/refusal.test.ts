import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import type { Environment, ServiceName } from '../../config.ts'
import { EnvironmentError } from '../../environment-error.ts'
import { findFreePort } from '../../free-port.ts'
import { startPostgres, startRedis, startService } from '../../start.ts'
import { whyNoNativeRedis } from '../machine.ts'
import { openRedis } from '../clients.ts'
import { openSandbox } from '../sandbox.ts'

const noNativeRedis = await whyNoNativeRedis()
const skippedNative = noNativeRedis === undefined ? '' : ` · omitido: ${noNativeRedis}`

async function refusalOf(service: ServiceName, env: Environment): Promise<EnvironmentError> {
  const failure: unknown = await startService(service, { env }).then(
    () => 'arrancó',
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(EnvironmentError)
  return failure as EnvironmentError
}

const urls = {
  redis: (port: number) => ({ REDIS_URL: `redis://ana:s3cr3t0@127.0.0.1:${port}` }),
  postgres: (port: number) => ({ DATABASE_URL: `postgres://ana:s3cr3t0@127.0.0.1:${port}/x` }),
}

describe('un servidor externo que no sirve es cosa del entorno', { timeout: 60_000 }, () => {
  test.each(['redis', 'postgres'] as const)(
    'el puerto de %s que acepta y calla se da por perdido antes de 5 s',
    { timeout: 5_000 },
    async (service) => {
      await using mute = await openServer(() => {})

      const error = await refusalOf(service, urls[service](mute.port))

      expect(error.why).toContain(`127.0.0.1:${mute.port} acepta conexiones pero no contestó`)
      expectNoSecret(error)
    },
  )

  test.each(['redis', 'postgres'] as const)('sin nadie en el puerto de %s', async (service) => {
    const port = await findFreePort()

    const error = await refusalOf(service, urls[service](port))

    expect(error.why).toContain(`127.0.0.1:${port} no responde (ECONNREFUSED)`)
    expectNoSecret(error)
  })

  test.skipIf(noNativeRedis !== undefined)(
    `Redis rechaza la contraseña, o pide una que la URL no lleva${skippedNative}`,
    async () => {
      await using sandbox = await openSandbox({ TALLER_SERVICES: 'native' })
      await using server = await startRedis(sandbox.options)
      using redis = openRedis(server.url)
      await redis.client.config('SET', 'requirepass', 'la-buena')

      const wrong = await refusalOf('redis', urls.redis(Number(new URL(server.url).port)))
      const missing = await refusalOf('redis', { REDIS_URL: server.url })

      expect(wrong.why).toContain('rechaza el usuario o la contraseña')
      expect(missing.why).toContain('pide una contraseña y la URL no la lleva')
      expectNoSecret(wrong)
    },
  )

  test('en el puerto de Redis contesta otra cosa', async () => {
    await using server = await openServer((socket) => {
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    })

    const error = await refusalOf('redis', urls.redis(server.port))

    expect(error.why).toMatch(/no es un Redis|no responde/)
    expectNoSecret(error)
  })

  test('PostgreSQL rechaza la contraseña y la base que no existe', async () => {
    await using sandbox = await openSandbox()
    await using server = await startPostgres(sandbox.options)
    const port = Number(new URL(server.url).port)

    const password = await refusalOf('postgres', urls.postgres(port))
    const base = await refusalOf('postgres', { DATABASE_URL: server.url.replace(/\w+$/, 'nada') })

    expect(password.why).toContain('rechaza el usuario o la contraseña')
    expect(base.why).toContain('no tiene esa base de datos')
    expectNoSecret(password)
  })

  test('forzar «external» sin URL dice cuál falta', async () => {
    const error = await refusalOf('redis', { TALLER_SERVICES: 'external' })

    expect(error.message).toContain('falta REDIS_URL')
  })
})

describe('la carpeta temporal y la máquina', () => {
  test.each(['redis', 'postgres'] as const)(
    'si la carpeta temporal elegida no existe, %s no se busca otra: lo dice',
    async (service) => {
      const error = await refusalOf(service, { TALLER_TMP: '/no/existe' })

      expect(error.why).toBe('La carpeta temporal /no/existe no existe.')
      expect(error.remedies).toContainEqual({ text: 'Créala', command: "mkdir -p '/no/existe'" })
    },
  )

  test('sin redis-server en el PATH y sin Docker se usa el embebido y se dice por qué', async () => {
    await using sandbox = await openSandbox({
      PATH: '/no/existe',
      DOCKER_HOST: 'unix:///no/existe/docker.sock',
    })
    await using redis = await startService('redis', sandbox.options)

    expect(redis.provider).toBe('embedded')
    expect(redis.skipped.map(({ provider }) => provider)).toEqual(['native', 'docker'])
  })

  test('forzar el nativo donde no lo hay no se sustituye por otro', async () => {
    const error = await refusalOf('redis', { PATH: '/no/existe', TALLER_SERVICES: 'native' })

    expect(error.why).toBe('No hay ningún redis-server ni valkey-server en el PATH.')
  })
})

/** Ni en el mensaje, ni en los datos, ni en una causa que alguien inspeccione. */
function expectNoSecret(error: EnvironmentError): void {
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('s3cr3t0')
}

async function openServer(
  greet: (socket: Socket) => void,
): Promise<AsyncDisposable & { port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // el cliente se va de golpe: es lo que se prueba
    greet(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
