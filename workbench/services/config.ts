import { UsageError } from './usage-error.ts'

export const serviceNames = ['redis', 'postgres'] as const
export type ServiceName = (typeof serviceNames)[number]

export const providerNames = ['external', 'native', 'docker', 'embedded'] as const
export type ProviderName = (typeof providerNames)[number]

export type Environment = Readonly<Record<string, string | undefined>>

export type ServicesConfig = {
  readonly forced: Readonly<Partial<Record<ServiceName, ProviderName>>>
  readonly externalUrls: Readonly<Partial<Record<ServiceName, string>>>
  readonly allowRemote: boolean
  readonly images: Readonly<Record<ServiceName, string>>
  readonly dockerHost: string | undefined
  /** Sin valor, la carpeta temporal del sistema. */
  readonly tempRoot: string | undefined
  readonly searchPath: string
  readonly searchExtensions: string
}

/** Función pura: mismas variables, misma configuración. Nadie más lee el entorno. */
export function readServicesConfig(env: Environment): ServicesConfig {
  return {
    forced: parseForced(text(env, 'TALLER_SERVICES')),
    externalUrls: present({ redis: text(env, 'REDIS_URL'), postgres: text(env, 'DATABASE_URL') }),
    allowRemote: text(env, 'TALLER_ALLOW_REMOTE') === '1',
    images: {
      redis: text(env, 'TALLER_REDIS_IMAGE') ?? 'redis:8-alpine',
      postgres: text(env, 'TALLER_POSTGRES_IMAGE') ?? 'postgres:18-alpine',
    },
    dockerHost: text(env, 'DOCKER_HOST'),
    tempRoot: text(env, 'TALLER_TMP'),
    searchPath: anyCase(env, 'PATH') ?? '',
    searchExtensions: anyCase(env, 'PATHEXT') ?? '',
  }
}

function parseForced(raw: string | undefined): ServicesConfig['forced'] {
  if (raw === undefined) return {}
  if (isProvider(raw)) return { redis: raw, postgres: raw }

  const forced: Partial<Record<ServiceName, ProviderName>> = {}
  for (const pair of raw.split(',').map((part) => part.trim())) {
    const [service = '', provider = '', ...rest] = pair.split('=').map((part) => part.trim())
    if (rest.length > 0 || !isService(service) || !isProvider(provider)) {
      throw new UsageError(
        `TALLER_SERVICES no admite «${pair}».\n` +
          `  Una palabra para los dos servicios:  ${providerNames.join(', ')}\n` +
          `  O una para cada uno:                 redis=native,postgres=docker`,
      )
    }
    forced[service] = provider
  }
  return forced
}

function isService(value: string): value is ServiceName {
  return (serviceNames as readonly string[]).includes(value)
}

function isProvider(value: string): value is ProviderName {
  return (providerNames as readonly string[]).includes(value)
}

/** Una variable vacía equivale a no tenerla: así se quita con `REDIS_URL= npm test`. */
function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

/** En Windows la variable se llama «Path», y una copia de process.env ya distingue mayúsculas. */
function anyCase(env: Environment, name: string): string | undefined {
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name)
  return key === undefined ? undefined : env[key]
}

function present(
  urls: Record<ServiceName, string | undefined>,
): Partial<Record<ServiceName, string>> {
  return Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== undefined))
}
