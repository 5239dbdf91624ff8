import type { World } from '../../../workbench/trace/scenario.ts'

/** Detiene un instante: quien pasa se queda ahí hasta que alguien abre. */
export class Gate {
  readonly #reached = Promise.withResolvers<void>()
  readonly #opened = Promise.withResolvers<void>()

  /** Se cumple cuando llega el primero. */
  readonly reached: Promise<void> = this.#reached.promise

  pass(): Promise<void> {
    this.#reached.resolve()
    return this.#opened.promise
  }

  readonly open = (): void => this.#opened.resolve()
}

/**
 * Se abre en cuanto acaba o se deja el capítulo, antes de que se cierre nada suyo: quien está dentro
 * tiene una conexión en la mano, y cerrarlas todas la espera.
 */
export function placeGate({ signal }: Pick<World, 'signal'>): Gate {
  const gate = new Gate()
  signal.addEventListener('abort', gate.open, { once: true })
  return gate
}
