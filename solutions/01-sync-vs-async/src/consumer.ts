import type { OrderPlaced } from './order.ts'

export type Handler = (event: OrderPlaced) => Promise<void>

/** Una entrega que salió mal: quién, con qué evento y por qué. */
export type Failure = {
  readonly consumer: string
  readonly event: OrderPlaced
  readonly error: unknown
}
