import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import type { Chapter, World } from '../../../workbench/trace/scenario.ts'
import { waitFor } from '../parts/wait-for.ts'

const emitterProcess = join(import.meta.dirname, 'emitter-process.ts')

const options = ['Nada: nadie se entera', 'emit lanza el error', 'Muere el proceso entero'] as const

export const deadProcess: Chapter = {
  title: 'EventEmitter no sabe de promesas',
  question: {
    ask: 'Con EventEmitter, un handler async rechaza. ¿Qué pasa?',
    options,
    because:
      'emit llama y se olvida de la promesa. Nadie atiende su rechazo, y Node apaga el proceso por eso.',
  },
  notes:
    'Es otro proceso, y muere de verdad. Pregunta cuántos EventEmitter con handlers async hay en su código. Deja claro que emit devolvió true: para quien publica, todo fue bien.',
  async run(stage, world) {
    stage.note("shop.on('order.placed', async () => { throw … })")
    await stage.pause()

    const { said, code } = await runShop(world)
    const has = (what: string) => said.includes(what)
    stage.message('checkout', 'bus', "emit('order.placed')")
    if (has('inventory')) stage.message('bus', 'inventory', 'order.placed')
    if (has('email')) stage.message('bus', 'email', 'order.placed')
    if (has('emitted')) stage.message('bus', 'checkout', 'emit devuelve true')
    await stage.pause()

    stage.fault('email', 'su promesa rechaza')
    stage.note('Nadie tiene esa promesa. No hay try que la pueda recoger.')
    await stage.pause()

    if (code !== 0) stage.fault('checkout', `el proceso muere: código ${code}`)
    if (!has('invoice')) stage.fault('invoice', 'muere a medias')
    if (code !== 0) stage.answer(2)
    else stage.answer(has('emitted') ? 0 : 1)
    await stage.pause()
  },
}

/** Lo que dijo antes de acabar, y con qué código acabó. */
async function runShop(world: World): Promise<{ said: readonly string[]; code: number | null }> {
  const child = spawn(process.execPath, [emitterProcess], { stdio: ['ignore', 'pipe', 'ignore'] })
  world.resources.defer(() => void child.kill('SIGKILL'))
  const closed = once(child, 'close') as Promise<[number | null]>
  const output = text(child.stdout)
  const [code] = await waitFor(world, closed, 'la tienda no terminó')
  return { said: (await output).trim().split('\n'), code }
}
