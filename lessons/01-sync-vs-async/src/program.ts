import { setTimeout as wait } from 'node:timers/promises'

import { MessageQueue } from './message-queue.ts'
import type { Order, OrderReply } from './order.ts'
import { placeOrderAsync, placeOrderParallel, placeOrderSequential } from './order-service.ts'
import type { Services } from './ports.ts'

const workMs = { inventory: 120, email: 240, invoice: 180 }
const sumMs = Object.values(workMs).reduce((sum, ms) => sum + ms, 0)
const slowestMs = Math.max(...Object.values(workMs))

const services: Services = {
  inventory: () => wait(workMs.inventory),
  email: () => wait(workMs.email),
  invoice: () => wait(workMs.invoice),
}

const order: Order = {
  orderId: 'ord-1',
  email: 'ana@example.com',
  totalCents: 4999,
  lines: [{ sku: 'taza', quantity: 2 }],
}

console.log('\n  Cuánto espera el cliente por su respuesta')
console.log(
  `  (inventario ${workMs.inventory} ms, correo ${workMs.email}, factura ${workMs.invoice})\n`,
)

await showLatency('en fila', () => placeOrderSequential(order, services))
await showLatency('en paralelo', () => placeOrderParallel(order, services))

const queue = new MessageQueue()
queue.subscribe('inventory', services.inventory)
queue.subscribe('email', services.email)
queue.subscribe('invoice', services.invoice)
const placedAt = performance.now()
const answered = await showLatency('con eventos', () =>
  placeOrderAsync(order, { store: { save: async () => {} }, queue }),
)
const replyMs = performance.now() - placedAt
if (answered && (await isIdle(queue))) {
  const ms = Math.round(performance.now() - placedAt)
  // Hasta el paso 4, quien publica espera a un consumidor y los demás no se enteran del pedido.
  const didWait = ms - replyMs < 60
  if (!didWait)
    console.log(`\n  Con eventos, la cola se quedó sin trabajo a los ${ms} ms del pedido:`)
  if (!didWait) console.log('  el trabajo no es más rápido; es el cliente quien no lo espera.')
}

await showDeliveries()

/** Dibuja lo que tardó de verdad, y dice a qué se parece. `false` si aún no está hecho. */
async function showLatency(name: string, place: () => Promise<OrderReply>): Promise<boolean> {
  const start = performance.now()
  try {
    const { status } = await place()
    const ms = performance.now() - start
    const bar = '█'.repeat(Math.ceil((ms / sumMs) * 30)).slice(0, 31)
    console.log(
      `  ${name.padEnd(12)} ${bar.padEnd(31)}${String(Math.round(ms)).padStart(5)} ms  ` +
        `${status.padEnd(9)}  ${likeness(ms)}`,
    )
    return true
  } catch (error) {
    console.log(`  ${name.padEnd(12)} ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

/** La suma solo es verdad en fila: se compara con lo medido, no se da por supuesta. */
function likeness(ms: number): string {
  const known = [
    ['sin esperas', 0],
    ['lo más lento', slowestMs],
    ['la suma', sumMs],
  ] as const
  const distance = (target: number) => Math.abs(ms - target)
  const closest = known.reduce((best, each) =>
    distance(each[1]) < distance(best[1]) ? each : best,
  )
  return distance(closest[1]) < 60 ? closest[0] : ''
}

async function showDeliveries(): Promise<void> {
  const received = { inventory: 0, email: 0, invoice: 0 }
  const nine = new MessageQueue()
  nine.subscribe('inventory', async () => void received.inventory++)
  nine.subscribe('email', async () => void received.email++)
  nine.subscribe('invoice', async () => void received.invoice++)

  for (let number = 1; number <= 9; number++) {
    await nine.publish({ ...order, type: 'order.placed', orderId: `ord-${number}` })
  }
  await isIdle(nine)

  console.log('\n  9 mensajes, 3 consumidores: quién recibió qué\n')
  for (const [name, count] of Object.entries(received)) {
    console.log(`  ${name.padEnd(12)} ${'■ '.repeat(count)}${count}`)
  }
  const total = received.inventory + received.email + received.invoice
  console.log(`\n  ${total} entregas de 27.${total === 9 ? ' Los consumidores compiten.' : ''}\n`)
}

/** Si `idle` aún no está bien, el programa lo dice y sigue: nunca se queda colgado. */
async function isIdle(busy: MessageQueue): Promise<boolean> {
  const expired = new AbortController()
  const late = wait(3_000, false, { signal: expired.signal }).catch(() => false)
  const idle = await Promise.race([busy.idle().then(() => true), late])
  expired.abort()
  if (!idle) console.log('\n  idle() no se cumple: la cola cree que le queda trabajo.')
  return idle
}
