/** Quien llamó escribió algo que el taller no entiende: se corrige en la línea de órdenes. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'USAGE'
}
