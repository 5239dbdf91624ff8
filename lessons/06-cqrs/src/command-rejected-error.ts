export type RejectionCode =
  | 'NO_ITEMS'
  | 'INVALID_QUANTITY'
  | 'UNKNOWN_USER'
  | 'UNKNOWN_PRODUCT'
  | 'EMPTY_REASON'
  | 'ORDER_NOT_FOUND'
  | 'ORDER_ALREADY_CANCELLED'

/** La tienda dice que no, y por qué. Quien llama decide con `code`, nunca con el mensaje. */
export class CommandRejectedError extends Error {
  override readonly name = 'CommandRejectedError'
  readonly code: RejectionCode

  constructor(code: RejectionCode, message: string) {
    super(message)
    this.code = code
  }
}
