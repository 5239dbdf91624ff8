import { createCheckout } from './checkout.ts'
import { EventBus } from './event-bus.ts'
import type { ShopEvents } from './shop-events.ts'

// Una tienda entera en un proceso. `npm start` la ejecuta, esté como esté tu bus.

type Order = { readonly orderId: string; readonly email: string; readonly totalCents: number }
type Cancelled = { readonly orderId: string; readonly reason: string }

const order: Order = { orderId: 'ord_1', email: 'ana@example.com', totalCents: 4_999 }

function say(who: string, what: string): void {
  console.log(`    ${who.padEnd(11)} ${what}`)
}

const reserveStock = ({ orderId }: Order) => say('inventario', `aparta ${orderId}`)

const sendEmail = ({ email }: Order) => {
  throw new Error(`el servidor de correo no conoce a ${email}`)
}

const sendInvoice = async ({ totalCents }: Order) => {
  await Promise.resolve()
  say('factura', `por ${(totalCents / 100).toFixed(2).replace('.', ',')} €`)
}

function openShop() {
  const bus = new EventBus<ShopEvents>({
    onError: ({ event, error }) => say('onError', `«${event}» · ${String(error)}`),
  })
  bus.subscribe('order.placed', reserveStock)
  const stopEmail = bus.subscribe('order.placed', sendEmail)
  bus.subscribe('order.placed', sendInvoice)
  return { bus, stopEmail }
}

const scenes: readonly (readonly [title: string, play: () => Promise<void>])[] = [
  [
    'Sin bus: el pedido llama a cada uno, y el correo falla',
    async () => {
      reserveStock(order)
      sendEmail(order)
      await sendInvoice(order)
    },
  ],
  [
    'Con bus: tres interesados, y el correo falla igual',
    async () => {
      await openShop().bus.publish('order.placed', order)
      say('pedido', 'hecho: el fallo del correo no es asunto suyo')
    },
  ],
  [
    'El correo se da de baja y llega otro pedido',
    async () => {
      const { bus, stopEmail } = openShop()
      stopEmail()
      await bus.publish('order.placed', { ...order, orderId: 'ord_2' })
    },
  ],
  [
    'El checkout usa el bus que le dan',
    async () => {
      const { bus, stopEmail } = openShop()
      stopEmail()
      bus.subscribe('order.cancelled', ({ orderId, reason }: Cancelled) =>
        say('reembolsos', `devuelve ${orderId}: ${reason}`),
      )
      const checkout = createCheckout({ bus })
      await checkout.placeOrder({ ...order, orderId: 'ord_3' })
      await checkout.cancelOrder('ord_3', 'me equivoqué de talla')
    },
  ],
]

for (const [title, play] of scenes) {
  console.log(`\n  ${title}`)
  try {
    await play()
  } catch (error) {
    // Con la lección a medias, lo que falta se dice y la tienda sigue con la escena siguiente.
    console.log(`    ✗ ${error instanceof Error ? error.message : String(error)}`)
  }
}
console.log()
