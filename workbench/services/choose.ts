import type { ProviderName, ServiceName, ServicesConfig } from './config.ts'

export type ManagedProvider = Exclude<ProviderName, 'external'>

export type Choice =
  | { kind: 'external'; url: string | undefined }
  | { kind: 'managed'; candidates: readonly ManagedProvider[]; forced: boolean }

// PostgreSQL embebido va antes que Docker: son los binarios de verdad y arrancan en 0,3 s.
const preference = {
  redis: ['native', 'docker', 'embedded'],
  postgres: ['embedded', 'docker'],
} as const satisfies Record<ServiceName, readonly ManagedProvider[]>

/** Decide con quién se intenta y en qué orden. No toca la máquina: eso lo hace quien arranca. */
export function chooseProvider(service: ServiceName, config: ServicesConfig): Choice {
  const forced = config.forced[service]
  const url = config.externalUrls[service]

  if (forced === 'external') return { kind: 'external', url }
  if (forced !== undefined) {
    return { kind: 'managed', candidates: [managed(service, forced)], forced: true }
  }
  if (url !== undefined) return { kind: 'external', url }
  return { kind: 'managed', candidates: preference[service], forced: false }
}

/** PostgreSQL no tiene proveedor nativo: los binarios embebidos ya son los de verdad. */
function managed(service: ServiceName, provider: ManagedProvider): ManagedProvider {
  return service === 'postgres' && provider === 'native' ? 'embedded' : provider
}
