import { describe, expect, test } from 'vitest'

import type { ServiceName } from '../config.ts'
import { isEnvironmentTrouble } from '../environment-error.ts'
import { parseExternalUrl } from '../external-url.ts'

function refusal(service: ServiceName, url: string | undefined) {
  try {
    parseExternalUrl(service, url, false)
  } catch (error) {
    if (isEnvironmentTrouble(error)) return error
    throw error
  }
  throw new Error(`Se aceptó «${url ?? 'nada'}» y debía rechazarse.`)
}

describe('URL de un servidor externo', () => {
  test.each([
    ['redis', 'redis://127.0.0.1:7000', '127.0.0.1:7000'],
    ['redis', 'redis://localhost', 'localhost:6379'],
    ['redis', 'redis://:clave@127.3.2.1:7000/2', '127.3.2.1:7000'],
    ['redis', 'redis://[::1]:7000', '[::1]:7000'],
    ['redis', 'unix:///run/redis.sock', '/run/redis.sock'],
    ['postgres', 'postgres://ana:clave@127.0.0.1/base', '127.0.0.1:5432'],
    ['postgres', 'postgresql://%2Frun%2Fpostgresql/base', '/run/postgresql'],
    ['postgres', 'postgres:///base?host=/run/postgresql', '/run/postgresql'],
  ] as const)('%s acepta %s', (service, url, place) => {
    expect(parseExternalUrl(service, url, false)).toEqual({ url, place })
  })

  test.each([
    ['redis', undefined, 'falta REDIS_URL'],
    ['postgres', undefined, 'falta DATABASE_URL'],
    ['redis', '127.0.0.1:7000', 'no es una URL'],
    ['redis', 'http://127.0.0.1:7000', 'empieza por «http://»'],
    ['postgres', 'mysql://127.0.0.1/base', 'empieza por «mysql://»'],
    ['postgres', 'postgres:///base', 'no dice en qué servidor'],
    ['redis', 'redis://ana:s3cr3t0@redis.example.com:7000', 'redis.example.com:7000'],
    ['redis', 'redis://ana:s3cr3t0@127.0.0.1.example.com', 'no es esta máquina'],
    ['redis', 'redis://ana:s3cr3t0@0.0.0.0:7000', 'no es esta máquina'],
    ['postgres', 'postgres://ana:s3cr3t0@10.0.0.7/base', '10.0.0.7:5432'],
    ['postgres', 'postgres://ana:s3cr3t0@127.0.0.1/base?host=db.example.com', 'db.example.com'],
    ['postgres', 'postgres://ana:s3cr3t0@[2001:db8::1]/base', '[2001:db8::1]:5432'],
    ['redis', 'redis://ana:s3cr3t0@maquina:puerto', 'no es una URL'],
  ] as const)('%s rechaza %s y dice «%s»', (service, url, fragment) => {
    const error = refusal(service, url)

    expect(error.why).toContain(fragment)
    expect(error.remedies.length).toBeGreaterThan(1)
    expect(JSON.stringify(error)).not.toContain('s3cr3t0')
  })

  test('un servidor remoto se admite cuando la persona da permiso', () => {
    const url = 'postgres://ana:clave@db.example.com:5555/base'

    expect(parseExternalUrl('postgres', url, true)).toEqual({ url, place: 'db.example.com:5555' })
  })
})
