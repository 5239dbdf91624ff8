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

/** Al soltar el capítulo se abre: nadie se queda dentro con una conexión en la mano. */
export function placeGate({ resources }: Pick<World, 'resources'>): Gate {
  const gate = new Gate()
  resources.defer(gate.open)
  return gate
}
