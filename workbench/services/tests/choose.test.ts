import { describe, expect, test } from 'vitest'

import { chooseProvider } from '../choose.ts'
import { readServicesConfig } from '../config.ts'
import type { Environment, ServiceName } from '../config.ts'
import { UsageError } from '../usage-error.ts'

function choose(service: ServiceName, env: Environment) {
  const choice = chooseProvider(service, readServicesConfig(env))
  if (choice.kind === 'external') return `external ${choice.url ?? 'sin URL'}`
  return `${choice.candidates.join(' → ')}${choice.forced ? ' (forzado)' : ''}`
}

describe('elección de proveedor', () => {
  test.each([
    ['redis', {}, 'native → docker → embedded'],
    ['postgres', {}, 'embedded → docker'],
    ['redis', { REDIS_URL: 'redis://127.0.0.1:7000' }, 'external redis://127.0.0.1:7000'],
    ['postgres', { REDIS_URL: 'redis://127.0.0.1:7000' }, 'embedded → docker'],
    ['postgres', { DATABASE_URL: 'postgres://127.0.0.1/x' }, 'external postgres://127.0.0.1/x'],
    ['redis', { REDIS_URL: '  ' }, 'native → docker → embedded'],
    ['redis', { TALLER_SERVICES: 'embedded' }, 'embedded (forzado)'],
    ['postgres', { TALLER_SERVICES: 'embedded' }, 'embedded (forzado)'],
    ['redis', { TALLER_SERVICES: 'native' }, 'native (forzado)'],
    ['postgres', { TALLER_SERVICES: 'native' }, 'embedded (forzado)'],
    ['redis', { TALLER_SERVICES: 'docker' }, 'docker (forzado)'],
    ['redis', { TALLER_SERVICES: 'redis=native,postgres=docker' }, 'native (forzado)'],
    ['postgres', { TALLER_SERVICES: 'redis=native, postgres=docker' }, 'docker (forzado)'],
    ['postgres', { TALLER_SERVICES: 'redis=native' }, 'embedded → docker'],
    ['redis', { TALLER_SERVICES: 'external' }, 'external sin URL'],
    [
      'redis',
      { TALLER_SERVICES: 'embedded', REDIS_URL: 'redis://127.0.0.1:7000' },
      'embedded (forzado)',
    ],
  ] as const)('para %s con %o se intenta %s', (service, env, expected) => {
    expect(choose(service, env)).toBe(expected)
  })

  test.each(['memoria', 'redis=memoria', 'mysql=docker', 'redis=native=docker', 'native,docker'])(
    'TALLER_SERVICES=%s se rechaza diciendo qué vale',
    (raw) => {
      const read = () => readServicesConfig({ TALLER_SERVICES: raw })

      expect(read).toThrow(UsageError)
      expect(read).toThrow('external, native, docker, embedded')
      expect(read).toThrow('redis=native,postgres=docker')
    },
  )
})
