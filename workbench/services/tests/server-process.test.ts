import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readServicesConfig } from '../config.ts'
import { findOnPath } from '../find-on-path.ts'
import { ServerExitedError, startOnFreePort, startServerProcess } from '../server-process.ts'
import { openTempFolder } from '../temp-folder.ts'
import { whyNoNativeRedis } from './machine.ts'
import { openSandbox } from './sandbox.ts'

const noNativeRedis = await whyNoNativeRedis()
const skippedNative = noNativeRedis === undefined ? '' : ` · omitido: ${noNativeRedis}`

const config = readServicesConfig(process.env)

describe('puertos', () => {
  test.skipIf(noNativeRedis !== undefined)(
    `si alguien se queda el puerto antes, se arranca en otro${skippedNative}`,
    async () => {
      await using sandbox = await openSandbox()
      const busy = createServer().listen(0, '127.0.0.1')
      await once(busy, 'listening')
      const command = (await findOnPath(['redis-server', 'valkey-server'], config))!
      const tried: number[] = []

      await using server = await startOnFreePort((free) => {
        const port = tried.length === 0 ? (busy.address() as AddressInfo).port : free
        tried.push(port)
        return startServerProcess(
          {
            command,
            args: ['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
            ready: /Ready to accept connections/,
            stopWith: 'SIGTERM',
            record: join(sandbox.folder, 'server.json'),
            env: process.env,
          },
          AbortSignal.timeout(15_000),
        )
      })
      busy.close()

      expect(server.greeting).toContain('Ready to accept connections')
      expect(tried).toHaveLength(2)
    },
  )

  test('un servidor que falla por otra razón no se reintenta', async () => {
    let attempts = 0
    const start = startOnFreePort(async () => {
      attempts++
      throw new ServerExitedError('redis-server', 'Fatal: opción desconocida')
    })

    await expect(start).rejects.toThrow('opción desconocida')
    expect(attempts).toBe(1)
  })
})

describe('carpeta temporal', () => {
  test('sin sitio en el disco, dice cuánto queda y cuánto hace falta', async () => {
    await using sandbox = await openSandbox()

    const open = openTempFolder('postgres', sandbox.folder, 1e12)

    await expect(open).rejects.toMatchObject({
      name: 'EnvironmentError',
      why: expect.stringMatching(/está lleno \(quedan \d+ MB; hacen falta 1000000000000\)\.$/),
      remedies: expect.arrayContaining([
        {
          text: 'Libera espacio o elige otra carpeta',
          command: 'TALLER_TMP=/otra/ruta npm test',
        },
      ]),
    })
    expect(await readdir(sandbox.folder)).toEqual([])
  })
})
