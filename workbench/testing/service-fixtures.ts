import { inject } from 'vitest'

import { EnvironmentError } from '../services/environment-error.ts'
import type { ServiceName } from '../services/config.ts'
import type { ServiceFacts } from '../services/running-service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Dónde atiende el anfitrión de servicios de esta ejecución. */
    servicesAddress: string | undefined
  }
}

export type TestRedis = {
  readonly url: string
  /** Para claves, colas y canales: `${prefix}:lo-que-sea`. Nadie más lo usa. */
  readonly prefix: string
}

export type TestDatabase = { readonly url: string }

type Opened<T> = AsyncDisposable & T

// Se importan al pedirlos: las lecciones sin servicios no pagan por cargar sus clientes.
export async function openRedis(): Promise<Opened<TestRedis>> {
  const [{ url }, { createKeySpace }] = await Promise.all([
    running('redis'),
    import('../services/key-space.ts'),
  ])
  return createKeySpace(url)
}

export async function openDatabase(): Promise<Opened<TestDatabase>> {
  const { requestDatabase } = await import('../services/host-client.ts')
  return requestDatabase(addressFor('postgres'))
}

async function running(service: ServiceName): Promise<ServiceFacts> {
  const { requestService } = await import('../services/host-client.ts')
  return requestService(addressFor(service), service)
}

function addressFor(service: ServiceName): string {
  const address = inject('servicesAddress')
  if (address === undefined) throw noHost(service)
  return address
}

function noHost(service: ServiceName): EnvironmentError {
  return new EnvironmentError({
    what: `no hay quien arranque ${service}`,
    why: 'Estos tests se han lanzado sin la configuración de Vitest del taller.',
    remedies: [{ text: 'Lánzalos así, desde la raíz', command: 'npx vitest run lessons' }],
  })
}
