import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { openInstance } from './instance.ts'
import { showSeen, tellArrival } from './presence.ts'
import { viewRedis } from './redis-view.ts'
import { Tab } from './tab.ts'

const rubbish = ['hola', '42', 'null', '{"type":"online"}'] as const

export const invalidMessages: Chapter = {
  title: 'Alguien publica «hola»',
  question: {
    ask: 'Llega por el canal algo que no es un aviso. ¿Qué hace la instancia?',
    options: ['Se apaga', 'Lo reenvía tal cual', 'Lo descarta y sigue'],
    because:
      'Lo que llega de fuera se comprueba antes de creerlo. En una escucha, un error sin recoger apaga el proceso.',
  },
  notes:
    'Cualquiera que alcance Redis puede publicar ahí, también tu versión de ayer. Pregunta cuáles de los cuatro son JSON válido (tres) y si eso basta.',
  async run(stage, world) {
    const redis = await viewRedis(world)
    const one = await openInstance(world)
    const ana = await Tab.open(world, 'Ana', one.origin)
    await ana.sees('Ana')
    stage.message('ana', 'one', 'abre un WebSocket')
    stage.code('parse-message.ts', 'parse')
    await stage.pause()

    for (const text of rubbish) await redis.publish(text)
    // Entra Eva: Redis conserva el orden, así que cuando se la ve ya ha llegado todo lo anterior.
    await Tab.open(world, 'Eva', one.origin)
    await ana.sees('Eva')
    for (const text of rubbish) stage.message('redis', 'one', text)
    stage.state('one', {
      title: 'descartado',
      columns: ['llegó', '¿es JSON?'],
      key: 'llegó',
      rows: one.invalid.map(({ raw }) => [raw, isJson(raw) ? 'sí' : 'no']),
    })
    stage.note(`${one.invalid.length} de ${rubbish.length}, descartados. Ser JSON no basta.`)
    await stage.pause()

    tellArrival(stage, 'Eva', 'one', [['ana', 'one', ana]])
    showSeen(stage, [ana])
    if (!ana.isOpen) stage.answer(0)
    else stage.answer(ana.seen.some((text) => text !== 'Ana' && text !== 'Eva') ? 1 : 2)
    await stage.pause()
  },
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // eso es lo que se preguntaba
  }
}
