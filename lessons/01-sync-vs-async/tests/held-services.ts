import { type Outcome, outcomeOf, unhandledDuring } from '@taller/workbench/testing'

import type { Order } from '../src/order.ts'
import type { Services } from '../src/ports.ts'

export const serviceNames = ['inventory', 'email', 'invoice'] as const
export type ServiceName = (typeof serviceNames)[number]

export const spanish: Readonly<Record<ServiceName, string>> = {
  inventory: 'el inventario',
  email: 'el correo',
  invoice: 'la factura',
}

/** Lo que cuesta que a un servicio no se le llame, o que se le llame de más. */
export const notCalled =
  'el servicio al que no se llama no hace su parte: no se descuenta, no se avisa o no se cobra.'
export const calledAgain = 'repetir una llamada es descontar, avisar o cobrar dos veces.'

export const order: Order = {
  orderId: 'ord-1',
  email: 'ana@example.com',
  totalCents: 4999,
  lines: [{ sku: 'taza', quantity: 2 }],
}

/** Tres servicios que apuntan lo que hacen; los de `held` no terminan hasta que el test quiere. */
export function holdServices(...held: readonly ServiceName[]) {
  const log: string[] = []
  const received: Order[] = []

  const watch = (name: ServiceName) => {
    const started = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    gate.promise.catch(() => {}) // si nadie llega a esperarla, su rechazo no es asunto de nadie
    if (!held.includes(name)) gate.resolve()
    const service = async (given: Order) => {
      log.push(`empieza ${name}`)
      received.push(given)
      started.resolve()
      await gate.promise
      log.push(`termina ${name}`)
    }
    return { service, started: started.promise, release: gate.resolve, fail: gate.reject }
  }

  const [inventory, email, invoice] = [watch('inventory'), watch('email'), watch('invoice')]
  const services: Services = {
    inventory: inventory.service,
    email: email.service,
    invoice: invoice.service,
  }
  const startedNames = () =>
    log.filter((line) => line.startsWith('empieza')).map((line) => line.replace('empieza ', ''))
  return { services, inventory, email, invoice, log, received, startedNames }
}

export function listed(items: readonly string[]): string {
  return items.length === 0 ? '(nada)' : items.join(' · ')
}

/** En qué queda `start()`, aunque por el camino deje alguna promesa rechazada sin atender. */
export async function settle<T>(start: () => Promise<T>): Promise<Outcome<T>> {
  const outcomes: Outcome<T>[] = []
  await unhandledDuring(async () => void outcomes.push(await outcomeOf(start())))
  return outcomes[0] ?? { state: 'pending' }
}
