import type { Broker, OutboxMessage } from '../../../solutions/05-outbox/src/broker.ts'
import type { Stage } from '../../../workbench/trace/scenario.ts'
import type { Gate } from '../parts/gate.ts'
import type { Shop } from './shop.ts'

export type RelayName = 'relay-a' | 'relay-b'

type Arrival = {
  readonly relay: RelayName
  readonly id: string
  readonly orderId: string
  /** Si al llegar ya constaba como publicado, visto desde otra conexión. */
  markedBefore: boolean
  rejected: boolean
}

/** Un broker que apunta qué llega y, en ese mismo instante, qué dice la tabla. */
export class WatchedBroker {
  readonly arrivals: Arrival[] = []
  readonly #shop: Pick<Shop, 'marked'>
  readonly #rejected = new Set<string>()
  readonly #looking: Promise<void>[] = []
  readonly #marksTold = new Set<string>()
  #told = 0

  constructor(shop: Pick<Shop, 'marked'>) {
    this.#shop = shop
  }

  get ids(): readonly string[] {
    return this.arrivals.map(({ id }) => id)
  }

  reject(id: string): void {
    this.#rejected.add(id)
  }

  recover(): void {
    this.#rejected.clear()
  }

  /** Por donde publica un relay. Con una compuerta, su primer mensaje se queda en ella. */
  from(relay: RelayName, gate?: Gate): Broker {
    let held = gate
    return {
      publish: async (message) => {
        const waiting = held
        held = undefined
        await this.accept(relay, message)
        await waiting?.pass()
      },
    }
  }

  async accept(relay: RelayName, { id, aggregateId }: OutboxMessage): Promise<void> {
    const arrival = {
      relay,
      id,
      orderId: aggregateId,
      markedBefore: false,
      rejected: this.#rejected.has(id),
    }
    this.arrivals.push(arrival) // antes de preguntar: el orden es el de llegada
    const looking = this.#shop.marked().then((marked) => {
      arrival.markedBefore = marked.includes(id)
    })
    this.#looking.push(looking)
    await looking
    if (arrival.rejected) throw new Error('el broker no responde')
  }

  /** Cuenta lo que ha llegado y aún no se ha contado, en el orden en que pasó. */
  async tell(stage: Stage): Promise<void> {
    await Promise.allSettled(this.#looking)
    for (const { relay, id, orderId, markedBefore, rejected } of this.arrivals.slice(this.#told)) {
      if (markedBefore) this.#tellMarks(stage, relay, [id])
      stage.message(relay, 'broker', `publica ${id}`, { pedido: orderId })
      if (rejected) stage.fault('broker', `no responde a ${id}`)
    }
    this.#told = this.arrivals.length
  }

  /** Cuenta lo que llegó y lo que ese relay ha dejado marcado. */
  async tellRound(stage: Stage, relay: RelayName): Promise<void> {
    await this.tell(stage)
    this.#tellMarks(stage, relay, await this.#shop.marked())
  }

  #tellMarks(stage: Stage, relay: RelayName, ids: readonly string[]): void {
    const fresh = ids.filter((id) => !this.#marksTold.has(id))
    if (fresh.length > 0) stage.message(relay, 'database', `marca ${listed(fresh)}`)
    for (const id of fresh) this.#marksTold.add(id)
  }
}

/** «1», «1 y 2», «1, 2 y 3». */
export function listed(ids: readonly string[]): string {
  return ids.join(', ').replace(/, (\S+)$/, ' y $1')
}
