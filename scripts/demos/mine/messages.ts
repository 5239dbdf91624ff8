import type { EnvironmentTrouble } from '../../../workbench/services/environment-error.ts'
import type { TraceEvent } from '../../../workbench/trace/trace.ts'

/** Lo que cuenta el proceso que ejecuta el código de quien aprende. */
export type FromMine =
  /** Empieza el capítulo siguiente, y el anterior ha terminado. */
  | { readonly kind: 'chapter' }
  | { readonly kind: 'event'; readonly event: TraceEvent }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'environment'; readonly trouble: EnvironmentTrouble }
