import { isIPv4 } from 'node:net'

import type { ServiceName } from './config.ts'
import type { EnvironmentError, Remedy } from './environment-error.ts'
import { cannotPrepare } from './service-trouble.ts'

export type ExternalUrl = {
  readonly url: string
  /** Para los mensajes: servidor y puerto, nunca usuario ni contraseña. */
  readonly place: string
}

const variables = { redis: 'REDIS_URL', postgres: 'DATABASE_URL' } as const

const accepted = {
  redis: {
    schemes: ['redis:', 'rediss:', 'unix:'],
    example: 'redis://127.0.0.1:PUERTO',
    port: '6379',
  },
  postgres: {
    schemes: ['postgres:', 'postgresql:'],
    example: 'postgres://usuario:clave@127.0.0.1:PUERTO/base',
    port: '5432',
  },
} as const

/** Cómo seguir sin el servidor de la persona: que el taller ponga el suyo. */
export function letUsStartIt(service: ServiceName): Remedy {
  return { text: 'Deja que el taller lo arranque', command: `unset ${variables[service]}` }
}

/** Función pura: o es una URL que se puede usar, o explica por qué no. */
export function parseExternalUrl(
  service: ServiceName,
  raw: string | undefined,
  allowRemote: boolean,
): ExternalUrl {
  const variable = variables[service]
  const { schemes, example, port } = accepted[service]
  if (raw === undefined) {
    throw refuse(service, `Se pidió un servidor externo y falta ${variable}.`, [
      { text: 'Di cuál es', command: `export ${variable}=${example}` },
    ])
  }
  if (!URL.canParse(raw)) {
    // La URL no se repite: puede llevar una contraseña, y sin entenderla no se sabe dónde.
    throw refuse(service, `${variable} no es una URL que se pueda leer.`, [
      { text: 'Tiene esta forma', command: `export ${variable}=${example}` },
    ])
  }
  const url = new URL(raw)
  if (!(schemes as readonly string[]).includes(url.protocol)) {
    throw refuse(
      service,
      `${variable} empieza por «${url.protocol}//» y debe empezar por «${schemes[0]}//».`,
      [{ text: 'Tiene esta forma', command: `export ${variable}=${example}` }],
    )
  }

  const hosts = hostsOf(service, url)
  const place = hosts.map((host) => withPort(host, url.port || port)).join(', ')
  if (hosts.length === 0) {
    throw refuse(service, `${variable} no dice en qué servidor está.`, [
      { text: 'Tiene esta forma', command: `export ${variable}=${example}` },
    ])
  }
  if (!allowRemote && !hosts.every(isLocal)) {
    throw refuse(
      service,
      `${variable} apunta a ${place}, que no es esta máquina: no se toca sin permiso.`,
      [{ text: 'Da el permiso, si es tuyo', command: 'TALLER_ALLOW_REMOTE=1 npm test' }],
    )
  }
  return { url: raw, place }
}

/** Todos los sitios a los que el cliente podría acabar conectándose con esa URL. */
function hostsOf(service: ServiceName, url: URL): string[] {
  if (url.protocol === 'unix:') return url.pathname === '' ? [] : [url.pathname]
  const named = decodeURIComponent(url.hostname)
  // «?host=» manda sobre el servidor de la URL: sin mirarlo, se colaría uno remoto.
  const overriding = service === 'postgres' ? url.searchParams.getAll('host') : []
  return [named, ...overriding].filter((host) => host !== '')
}

function isLocal(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return (
    bare === 'localhost' ||
    bare === '::1' ||
    bare.startsWith('/') ||
    (isIPv4(bare) && bare.startsWith('127.'))
  )
}

function withPort(host: string, port: string): string {
  return host.startsWith('/') ? host : `${host}:${port}`
}

function refuse(service: ServiceName, why: string, remedies: readonly Remedy[]): EnvironmentError {
  return cannotPrepare(service, why, [...remedies, letUsStartIt(service)])
}
