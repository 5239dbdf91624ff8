import type { Actor } from './trace.ts'

/** Cómo se llama en pantalla cada actor; quien no esté en la lista, por su id. */
export function actorNamer(actors: readonly Actor[]): (id: string) => string {
  return (id) => actors.find((actor) => actor.id === id)?.name ?? id
}
