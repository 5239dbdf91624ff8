import type { EnvironmentError } from './environment-error.ts'
import type { ProviderName, ServiceName } from './config.ts'

/** Por qué no se usó un proveedor que iba antes en el orden. */
export type SkippedProvider = { readonly provider: ProviderName; readonly why: string }

export type ServiceFacts = {
  readonly service: ServiceName
  readonly provider: ProviderName
  readonly url: string
  readonly version: string
  /** Para enseñar: «redis-server 7.0.15 del sistema». */
  readonly label: string
  readonly skipped: readonly SkippedProvider[]
}

export interface RunningService extends ServiceFacts, AsyncDisposable {
  /** Se cumple si el servidor muere antes de que lo soltemos; nunca se rechaza. */
  readonly died: Promise<EnvironmentError>
}
