/** Fallos a propósito y repetibles: la misma semilla da siempre los mismos. */
export class Adversary {
  readonly seed: number
  #state: number

  constructor(seed: number) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** Entero en [0, limit). Mulberry32: 32 bits de estado, sin dependencias, estable entre máquinas. */
  int(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('No se puede elegir de una lista vacía.')
    return items[this.int(items.length)] as T
  }

  /** Otro orden de los mismos mensajes, siempre distinto del recibido si hay al menos dos. */
  reorder<T>(messages: readonly T[]): T[] {
    if (messages.length < 2) return [...messages]
    const shuffled = [...messages]
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.int(last + 1)
      ;[shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T]
    }
    const same = shuffled.every((message, index) => message === messages[index])
    return same ? [...shuffled.slice(1), shuffled[0] as T] : shuffled
  }

  /** Repite un mensaje justo detrás de sí mismo. */
  duplicate<T>(messages: readonly T[]): T[] {
    const index = this.int(messages.length)
    return messages.flatMap((message, position) =>
      position === index ? [message, message] : [message],
    )
  }

  /** Repite un mensaje al final, cuando ya pasaron los demás. */
  duplicateLate<T>(messages: readonly T[]): T[] {
    return [...messages, this.pick(messages)]
  }
}

/** La semilla de `TALLER_SEED`, o una fija por test: lo que falla hoy falla mañana igual. */
export function seedFor(
  testName: string,
  env: Readonly<Record<string, string | undefined>>,
): number {
  const forced = env['TALLER_SEED']
  if (forced !== undefined) {
    const seed = Number(forced)
    if (Number.isInteger(seed) && seed >= 0) return seed
    throw new RangeError(`TALLER_SEED debe ser un entero no negativo; llegó «${forced}».`)
  }
  let hash = 2_166_136_261
  for (const character of testName) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0
  }
  return hash % 1_000_000
}
