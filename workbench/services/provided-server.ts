import type { GuardRequest } from './guard-protocol.ts'
import type { Remedy } from './environment-error.ts'

/** Un servidor en marcha, visto desde el guardián que lo posee. */
export interface ProvidedServer extends AsyncDisposable {
  readonly kind: 'server'
  readonly url: string
  readonly version: string
  readonly label: string
  /** Se cumple con lo último que dijo, si muere sin que nadie se lo pida. */
  readonly died: Promise<string>
}

/** El proveedor no está en esta máquina: no es un fallo, se prueba con el siguiente. */
export type MissingProvider = {
  readonly kind: 'missing'
  readonly why: string
  readonly remedies: readonly Remedy[]
}

export type StartProvider = (
  request: GuardRequest,
  signal: AbortSignal,
) => Promise<ProvidedServer | MissingProvider>
