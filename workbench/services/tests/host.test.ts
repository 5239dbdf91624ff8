import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'

import { describe, expect, test } from 'vitest'

import { EnvironmentError } from '../environment-error.ts'
import { openServiceHost } from '../host.ts'
import { requestService } from '../host-client.ts'
import type { ServiceHost } from '../host.ts'
import type { RunningService } from '../running-service.ts'
import { cannotPrepare, stoppedWorking } from '../service-trouble.ts'
import { UsageError } from '../usage-error.ts'
import { openSandbox } from './sandbox.ts'

type Fake = RunningService & { die(error: EnvironmentError): void }

/** Servicios de mentira: aquí se prueba el reparto, no quién atiende. */
function createFakes(failures: EnvironmentError[] = []) {
  const started: Fake[] = []
  let disposed = 0
  const start = async (service: 'redis' | 'postgres'): Promise<RunningService> => {
    const failure = failures.shift()
    if (failure) throw failure
    const { promise: died, resolve: die } = Promise.withResolvers<EnvironmentError>()
    const fake: Fake = {
      service,
      provider: 'embedded',
      url: `${service}://falso/${started.length + 1}`,
      version: '1.0',
      label: 'de mentira',
      skipped: [],
      died,
      die,
      async [Symbol.asyncDispose]() {
        disposed++
      },
    }
    started.push(fake)
    return fake
  }
  return { start, started, disposed: () => disposed }
}

function firstDeath(host: ServiceHost): Promise<EnvironmentError> {
  const { promise, resolve } = Promise.withResolvers<EnvironmentError>()
  host.onDied(resolve)
  return promise
}

describe('anfitrión de servicios', () => {
  test('no arranca nada hasta que alguien lo pide, y lo arranca una sola vez', async () => {
    const fakes = createFakes()
    await using host = await openServiceHost({ start: fakes.start })
    expect(fakes.started).toEqual([])

    const facts = await Promise.all([
      requestService(host.address, 'redis'),
      requestService(host.address, 'redis'),
      requestService(host.address, 'postgres'),
    ])

    expect(facts.map(({ url }) => url).toSorted()).toEqual([
      'postgres://falso/2',
      'redis://falso/1',
      'redis://falso/1',
    ])
  })

  test('un worker de otro hilo recibe el mismo servidor de verdad', async () => {
    await using sandbox = await openSandbox()
    await using host = await openServiceHost(sandbox.options)
    host.prewarm('redis')

    const [here, there] = await Promise.all([
      requestService(host.address, 'redis'),
      requestFromThread(host.address),
    ])

    expect(there).toEqual(here)
  })

  test('un fallo llega como error de entorno y se recuerda hasta que se reintenta', async () => {
    const fakes = createFakes([cannotPrepare('redis', 'El disco está lleno.')])
    await using host = await openServiceHost({ start: fakes.start })
    const ask = () => requestService(host.address, 'redis')

    await expect(ask()).rejects.toThrow('El disco está lleno.')
    await expect(ask()).rejects.toBeInstanceOf(EnvironmentError)
    host.retryFailed()

    await expect(ask()).resolves.toMatchObject({ url: 'redis://falso/1' })
  })

  test('la muerte de un servidor se anuncia, y quien lo pide después la recibe', async () => {
    const fakes = createFakes()
    await using host = await openServiceHost({ start: fakes.start })
    await requestService(host.address, 'redis')
    const death = firstDeath(host)

    fakes.started[0]?.die(stoppedWorking('redis', 'Lo mataron.'))

    expect((await death).why).toBe('Lo mataron.')
    await expect(requestService(host.address, 'redis')).rejects.toThrow('Lo mataron.')
  })

  test('al cerrarse suelta lo que arrancó y deja de contestar', async () => {
    const fakes = createFakes()
    const host = await openServiceHost({ start: fakes.start })
    await requestService(host.address, 'redis')

    await host[Symbol.asyncDispose]()
    await host[Symbol.asyncDispose]()

    expect(fakes.disposed()).toBe(1)
    await expect(requestService(host.address, 'redis')).rejects.toBeInstanceOf(EnvironmentError)
  })

  test('sin el secreto no se arranca nada ni se contesta', async () => {
    const fakes = createFakes()
    await using host = await openServiceHost({ start: fakes.start })
    const [place = ''] = host.address.split('/')

    expect(await say(place, '{"secret":"inventado","service":"redis"}\n')).toBe('')
    expect(await say(place, 'GET / HTTP/1.1\n')).toBe('')
    expect(fakes.started).toEqual([])
  })

  test('un TALLER_SERVICES equivocado se dice al abrir, no al primer uso', async () => {
    const open = openServiceHost({ env: { TALLER_SERVICES: 'memoria' } })

    await expect(open).rejects.toBeInstanceOf(UsageError)
  })
})

async function requestFromThread(address: string): Promise<unknown> {
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { requestService } = await import(workerData.module)
    parentPort.postMessage(await requestService(workerData.address, 'redis'))`
  const module = new URL('../host-client.ts', import.meta.url).href
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    workerData: { module, address },
  })
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  thread.once('message', resolve).once('error', reject)
  return promise
}

async function say(place: string, line: string): Promise<string> {
  const [host = '', port] = place.split(':')
  const socket = connect({ host, port: Number(port) })
  socket.write(line)
  let reply = ''
  for await (const chunk of socket.setEncoding('utf8')) reply += String(chunk)
  return reply
}
