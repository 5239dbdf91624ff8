import type { Order } from '../../../solutions/01-sync-vs-async/src/order.ts'
import type { Services } from '../../../solutions/01-sync-vs-async/src/ports.ts'

export const order: Order = {
  orderId: 'ord-1',
  email: 'ana@example.com',
  totalCents: 4_999,
  lines: [{ sku: 'taza', quantity: 2 }],
}

export const names = { inventory: 'inventario', email: 'correo', invoice: 'factura' } as const
export type Name = keyof typeof names
export const everyone = Object.keys(names) as readonly Name[]

type Step = { readonly name: Name; readonly what: 'starts' | 'ends' | 'fails' }

/** Los tres servicios, que apuntan cuándo empieza y acaba cada uno respecto a los demás. */
export class WatchedServices implements Services {
  readonly steps: Step[] = []
  readonly #work: (name: Name) => Promise<void>

  constructor(work: (name: Name) => Promise<void>) {
    this.#work = work
  }

  readonly inventory = (): Promise<void> => this.#serve('inventory')
  readonly email = (): Promise<void> => this.#serve('email')
  readonly invoice = (): Promise<void> => this.#serve('invoice')

  stateOf(name: Name): string {
    const last = this.steps.findLast((step) => step.name === name)?.what
    if (last === undefined) return 'sin llamar'
    return { starts: 'trabajando', ends: 'hecho', fails: 'falló' }[last]
  }

  async #serve(name: Name): Promise<void> {
    this.steps.push({ name, what: 'starts' })
    try {
      await this.#work(name)
      this.steps.push({ name, what: 'ends' })
    } catch (error) {
      this.steps.push({ name, what: 'fails' })
      throw error
    }
  }
}

/**
 * Lo que se tarda según quién esperó a quién, sin mirar el reloj: lo que empieza después de que otro
 * acabe lleva encima lo del otro.
 */
export function nominalLatency(
  steps: readonly Step[],
  workMs: Readonly<Record<Name, number>>,
): number {
  const startedAt = new Map<Name, number>()
  let now = 0
  for (const { name, what } of steps) {
    if (what === 'starts') startedAt.set(name, now)
    else now = Math.max(now, (startedAt.get(name) ?? 0) + workMs[name])
  }
  return now
}
