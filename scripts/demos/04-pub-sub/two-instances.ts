import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { openInstance } from './instance.ts'
import { showSeen, tellArrival } from './presence.ts'
import { viewRedis } from './redis-view.ts'
import { Tab } from './tab.ts'

export const twoInstances: Chapter = {
  title: 'Dos instancias y dos pestañas',
  question: {
    ask: 'Con Redis en medio, Luis entra por la 2. ¿Cuántas veces se ve llegar a sí mismo?',
    options: ['Ninguna', 'Una', 'Dos'],
    because:
      'La instancia 2 solo publica. El aviso le vuelve por Redis, como a las demás, y lo reenvía una vez.',
  },
  notes:
    'La tentación es reenviar a los propios en el acto y publicar para los demás: entonces se ve dos veces. Pregunta por qué es más sencillo que la instancia se trate a sí misma como a una más.',
  async run(stage, world) {
    const redis = await viewRedis(world)
    const one = await openInstance(world)
    const two = await openInstance(world)
    stage.message('one', 'redis', 'SUBSCRIBE presence')
    stage.message('two', 'redis', 'SUBSCRIBE presence')
    stage.code('subscriber.ts', 'subscribe')
    await stage.pause()

    const ana = await Tab.open(world, 'Ana', one.origin)
    await ana.sees('Ana')
    await redis.settle(one, two) // o a Luis podría llegarle, según el instante, lo de Ana
    stage.message('ana', 'one', 'abre un WebSocket')
    tellArrival(stage, 'Ana', 'one', [['ana', 'one', ana]])
    await stage.pause()

    stage.code('gateway.ts', 'announce')
    const luis = await Tab.open(world, 'Luis', two.origin)
    await Promise.all([ana.sees('Luis'), luis.sees('Luis')])
    stage.message('luis', 'two', 'abre un WebSocket')
    tellArrival(stage, 'Luis', 'two', [
      ['ana', 'one', ana],
      ['luis', 'two', luis],
    ])
    await stage.pause()

    stage.code('gateway.ts', 'forward')
    await Tab.open(world, 'Eva', one.origin)
    await Promise.all([ana.sees('Eva'), luis.sees('Eva')])
    tellArrival(stage, 'Eva', 'one', [
      ['ana', 'one', ana],
      ['luis', 'two', luis],
    ])
    showSeen(stage, [ana, luis])
    stage.answer(Math.min(luis.seen.filter((name) => name === 'Luis').length, 2))
    await stage.pause()
  },
}
