import type { Stage, World } from '../../../workbench/trace/scenario.ts'
import { type Gate, placeGate } from '../parts/gate.ts'

export type Order = {
  readonly orderId: string
  readonly email: string
  readonly totalCents: number
}

export const order: Order = { orderId: 'ord_1', email: 'ana@example.com', totalCents: 4_999 }

export const names = { inventory: 'inventario', email: 'correo', invoice: 'factura' } as const
export type Name = keyof typeof names

type Entry = { received: string[]; state: string; told: number }

/** Los interesados en un pedido, que apuntan qué les llega y cómo acaban. */
export class Audience {
  /** La factura trabaja hasta que se abre: así se ve quién la espera. */
  readonly invoicing: Gate
  readonly #entries = new Map<Name, Entry>()

  constructor(world: World) {
    this.invoicing = placeGate(world)
  }

  readonly inventory = ({ orderId }: Order): void => {
    this.#start('inventory', orderId).state = 'hecho'
  }

  /** Lanza sin devolver ninguna promesa: es el caso que más buses dejan escapar. */
  readonly email = ({ orderId }: Order): void => {
    this.#start('email', orderId).state = 'falló'
    throw new Error('buzón lleno')
  }

  readonly invoice = async ({ orderId }: Order): Promise<void> => {
    const entry = this.#start('invoice', orderId)
    entry.state = 'trabajando'
    await this.invoicing.pass()
    entry.state = 'hecho'
  }

  has(name: Name): boolean {
    return this.#entries.has(name)
  }

  received(name: Name): readonly string[] {
    return this.#entries.get(name)?.received ?? []
  }

  /** Las entregas que aún no se han contado, siempre en el mismo orden de columnas. */
  tellDeliveries(stage: Stage): void {
    for (const name of Object.keys(names) as Name[]) {
      const entry = this.#entries.get(name)
      if (!entry) continue
      for (const orderId of entry.received.slice(entry.told)) {
        stage.message('bus', name, `order.placed · ${orderId}`)
      }
      entry.told = entry.received.length
    }
  }

  show(stage: Stage): void {
    stage.state('bus', {
      title: 'handlers de order.placed',
      columns: ['handler', 'estado'],
      key: 'handler',
      rows: (Object.keys(names) as Name[]).map((name) => [
        names[name],
        this.#entries.get(name)?.state ?? 'sin llamar',
      ]),
    })
  }

  #start(name: Name, orderId: string): Entry {
    const entry = this.#entries.get(name) ?? { received: [], state: '', told: 0 }
    this.#entries.set(name, entry)
    entry.received.push(orderId)
    return entry
  }
}

/** A quién llegó el pedido, de los que no fallan: es lo que preguntan dos capítulos. */
export const reachedOptions = [
  'Al inventario y a la factura',
  'Solo al inventario',
  'A ninguno de los dos',
] as const

export function reachedOption(audience: Audience): number {
  if (audience.has('invoice')) return 0
  return audience.has('inventory') ? 1 : 2
}
