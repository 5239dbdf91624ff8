import type * as Bus from '../../../solutions/02-event-bus/src/event-bus.ts'
import type { ShopEvents } from '../../../solutions/02-event-bus/src/shop-events.ts'
import type { Chapter, Stage, World } from '../../../workbench/trace/scenario.ts'
import { turns } from '../../../workbench/testing/waiting.ts'
import { waitFor } from '../parts/wait-for.ts'
import { Audience, type Order, order, reachedOption, reachedOptions } from './audience.ts'

type Publish = (order: Order) => Promise<void>

export const noContagion: Chapter = {
  title: 'Un fallo no contagia',
  question: {
    ask: 'El handler del correo lanza un error. ¿A quién más llega el pedido?',
    options: reachedOptions,
    because:
      'El bus llama a cada handler dentro de su propio try. El fallo va a onError, y los demás ni se enteran.',
  },
  notes:
    'El correo lanza de forma síncrona: recuérdales que un handler puede fallar antes de devolver su promesa. Pregunta a quién le corresponde decidir qué hacer con el fallo: a quien monta el bus, no a quien publica.',
  async run(stage, world) {
    const { EventBus } = await world.load<typeof Bus>('event-bus.ts')
    const audience = new Audience(world)
    const failures: unknown[] = []
    const bus = new EventBus<ShopEvents>({ onError: ({ error }) => void failures.push(error) })
    bus.subscribe('order.placed', audience.inventory)
    bus.subscribe('order.placed', audience.email)
    bus.subscribe('order.placed', audience.invoice)
    audience.show(stage)
    await stage.pause()

    stage.code('event-bus.ts', 'publish')
    await stage.pause()

    await tellPublication(
      stage,
      world,
      audience,
      (payload) => bus.publish('order.placed', payload),
      {
        whileWorking() {
          for (const error of failures) stage.message('bus', 'log', `onError: ${messageOf(error)}`)
        },
      },
    )
    stage.answer(reachedOption(audience))
    await stage.pause()
  },
}

export const loopOfAwaits: Chapter = {
  title: 'El bus ingenuo se hunde',
  question: {
    ask: 'El mismo fallo, con un bus que es un bucle de await. ¿A quién llega?',
    options: reachedOptions,
    because:
      'El bucle sale por la excepción: quien estaba detrás no existe, y el error se lo lleva quien publicó.',
  },
  notes:
    'Cuatro líneas que casi todo el mundo ha escrito. Pregunta qué cambia si el correo está el último de la lista: nada en el código, todo en el resultado. El orden de suscripción no debería decidir quién cobra.',
  async run(stage, world) {
    const audience = new Audience(world)
    const bus = new LoopBus()
    bus.subscribe(audience.inventory)
    bus.subscribe(audience.email)
    bus.subscribe(audience.invoice)
    stage.note('for (const handle of handlers) await handle(payload)')
    audience.show(stage)
    await stage.pause()

    await tellPublication(stage, world, audience, (payload) => bus.publish(payload), {
      whileWorking() {},
    })
    stage.answer(reachedOption(audience))
    if (!audience.has('invoice')) stage.note('El pedido está cobrado y no tendrá factura.')
    await stage.pause()
  },
}

/** La versión ingenua: uno detrás de otro, y que sea lo que tenga que ser. */
class LoopBus {
  readonly #handlers: ((order: Order) => void | Promise<void>)[] = []

  subscribe(handler: (order: Order) => void | Promise<void>): void {
    this.#handlers.push(handler)
  }

  async publish(order: Order): Promise<void> {
    for (const handle of this.#handlers) await handle(order)
  }
}

/** Publica, y cuenta lo que hay mientras la factura trabaja y lo que hay al final. */
async function tellPublication(
  stage: Stage,
  world: World,
  audience: Audience,
  publish: Publish,
  { whileWorking }: { readonly whileWorking: () => void },
): Promise<void> {
  const ended = { told: false, text: '' }
  const outcome = Promise.try(() => publish(order)).then(
    () => void (ended.text = 'publish se cumple'),
    () => void (ended.text = 'publish rechaza'),
  )
  const tellEnd = () => {
    if (ended.told || ended.text === '') return
    ended.told = true
    if (ended.text === 'publish rechaza') stage.fault('checkout', ended.text)
    else stage.message('bus', 'checkout', ended.text)
  }

  stage.message('checkout', 'bus', `publica ${order.orderId}`)
  await turns()
  audience.tellDeliveries(stage)
  if (audience.has('email')) stage.fault('email', 'lanza un error')
  whileWorking()
  tellEnd()
  audience.show(stage)
  if (!ended.told) stage.note('La factura sigue trabajando, y publish la espera.')
  await stage.pause()

  audience.invoicing.open()
  await waitFor(world, outcome, 'publish no terminó')
  audience.tellDeliveries(stage)
  tellEnd()
  audience.show(stage)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
