import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { until } from '../parts/until.ts'
import { layCable } from './cable.ts'
import { openInstance } from './instance.ts'
import { showSeen, tellArrival } from './presence.ts'
import { viewRedis } from './redis-view.ts'
import { Tab } from './tab.ts'

export const droppedSubscriber: Chapter = {
  title: 'Quien no está, se lo pierde',
  question: {
    ask: 'La instancia 2 pierde Redis un momento y entra Marta. ¿Cuándo la ve Luis?',
    options: ['Enseguida', 'Cuando la instancia reconecta', 'Nunca'],
    because:
      'Redis entrega a quien está suscrito en ese instante y no guarda nada. Como máximo una vez.',
  },
  notes:
    'El cable entre la instancia 2 y Redis se corta de verdad. Fíjate en que nadie ve un error: PUBLISH contesta «1» y sigue. Pregunta qué avisos pueden perderse (presencia) y cuáles no (un pedido).',
  async run(stage, world) {
    const redis = await viewRedis(world)
    const cable = await layCable(world)
    const one = await openInstance(world)
    const two = await openInstance(world, cable.url)
    world.resources.defer(cable.repair) // sin cable, la instancia 2 no sabría despedirse
    const ana = await Tab.open(world, 'Ana', one.origin)
    await ana.sees('Ana')
    await redis.settle(one, two) // o a Luis podría llegarle, según el instante, lo de Ana
    const luis = await Tab.open(world, 'Luis', two.origin)
    await Promise.all([ana.sees('Luis'), luis.sees('Luis')])
    const watching = [
      ['ana', 'one', ana],
      ['luis', 'two', luis],
    ] as const
    stage.message('ana', 'one', 'abre un WebSocket')
    stage.message('luis', 'two', 'abre un WebSocket')
    showSeen(stage, [ana, luis])
    await stage.pause()

    cable.cut()
    await until(
      world,
      async () => (await redis.subscribers()) === 1,
      'Redis seguía contando a las dos',
    )
    stage.fault('two', 'pierde Redis')
    stage.note('Luis sigue conectado a su instancia: en su pantalla no se nota nada.')
    await stage.pause()

    await Tab.open(world, 'Marta', one.origin)
    await ana.sees('Marta')
    tellArrival(stage, 'Marta', 'one', watching)
    const atOnce = luis.seen.includes('Marta')
    if (!atOnce) stage.fault('luis', 'no se entera')
    await stage.pause()

    cable.repair()
    await until(
      world,
      async () => (await redis.subscribers()) === 2,
      'la instancia 2 no volvió a suscribirse',
    )
    stage.message('two', 'redis', 'vuelve: SUBSCRIBE presence')
    await stage.pause()

    // Redis conserva el orden: si lo de Marta hubiera quedado guardado, llegaría antes que lo de Eva.
    await Tab.open(world, 'Eva', one.origin)
    await Promise.all([ana.sees('Eva'), luis.sees('Eva')])
    tellArrival(stage, 'Eva', 'one', watching)
    showSeen(stage, [ana, luis])
    if (atOnce) stage.answer(0)
    else stage.answer(luis.seen.includes('Marta') ? 1 : 2)
    stage.note('Lo de Marta no está guardado en ninguna parte.')
    await stage.pause()
  },
}
