/** Lo que se ha pedido no tiene sentido; el mensaje dice qué sí lo tiene. Código de salida 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'USAGE'
}
