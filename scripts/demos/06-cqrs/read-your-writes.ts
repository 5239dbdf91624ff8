import type * as WaitForVersion from '../../../solutions/06-cqrs/src/wait-for-version.ts'
import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { placeGate } from '../parts/gate.ts'
import { until } from '../parts/until.ts'
import { waitFor } from '../parts/wait-for.ts'
import { buy, cancel, openShop } from './shop.ts'

export const readYourWrites: Chapter = {
  title: 'Leer lo que acabas de escribir',
  question: {
    ask: 'Ana cancela y mira su pedido en el acto. ¿Qué ve?',
    options: ['Cancelado', 'Comprado, como si nada', 'Que no existe'],
    because:
      'El comando ya está hecho, y su evento no se ha proyectado. La lectura va detrás: consistencia eventual, es decir, a la larga.',
  },
  notes:
    'Aquí es donde se pierde a la gente: «eventual» no es «quizá». Pregunta qué haría Ana al verlo (pulsar otra vez), y después enseña que el comando devolvió una versión, y que a una versión se la puede esperar.',
  async run(stage, world) {
    const shop = await openShop(world)
    const { waitForVersion } = await world.load<typeof WaitForVersion>('wait-for-version.ts')
    const placed = await shop.handle(buy('compra-1'))
    stage.alias(placed.orderId, 'pedido-1')
    for (const event of await shop.events()) await shop.project(shop.pool, event)
    await shop.showReads(stage)
    await stage.pause()

    const cancelled = await shop.handle(cancel('cancela-1', placed.orderId))
    stage.message('client', 'commands', 'Cancelar')
    stage.message('commands', 'client', `hecho: versión ${cancelled.version}`)
    await shop.showWrites(stage)
    await stage.pause()

    const seen = await shop.ask(placed.orderId)
    stage.message('client', 'queries', '¿mi pedido?')
    stage.message('queries', 'client', seen)
    if (seen.startsWith('placed')) stage.fault('client', 've lo de antes')
    await shop.showReads(stage)
    if (seen === 'null') stage.answer(2)
    else stage.answer(seen.startsWith('cancelled') ? 0 : 1)
    await stage.pause()

    stage.code('wait-for-version.ts', 'wait-for-version')
    await stage.pause()

    let looks = 0
    const projected = placeGate(world)
    const waiting = waitForVersion(shop.pool, cancelled, {
      signal: world.signal,
      // Aquí la pausa no es un rato: dura hasta que el proyector ha pasado.
      pause: () => {
        looks++
        return projected.pass()
      },
    })
    waiting.catch(() => {}) // lo que falle se sabe al esperarlo
    stage.message('client', 'queries', `espera la versión ${cancelled.version}`)
    const answered = waiting.then(() => true)
    await Promise.race([answered, until(world, () => looks > 0, 'waitForVersion no miró')])
    if (looks > 0) stage.note('Ha mirado, no está, y descansa. No retiene ninguna conexión.')
    await stage.pause()

    for (const event of await shop.events()) {
      if (event.version < cancelled.version) continue
      await shop.project(shop.pool, event)
      stage.message('projector', 'reads', `${event.type} v${event.version}`)
    }
    await shop.showReads(stage)
    projected.open()
    const order = await waitFor(world, waiting, 'waitForVersion no terminó')
    stage.message('queries', 'client', order.status)
    await stage.pause()
  },
}
