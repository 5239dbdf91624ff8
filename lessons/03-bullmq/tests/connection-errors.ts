import type { EventEmitter } from 'node:events'

import { expect, explain } from '@taller/workbench/testing'

import type { EmailWorld } from './email-world.ts'
import { told } from './in-words.ts'

export type Emitting = {
  readonly of: string
  readonly emitter: EventEmitter
  readonly file: string
}

/** Cada «error» que emita llega al logger, y no solo el primero. */
export function expectErrorsLogged(world: EmailWorld, { of, emitter, file }: Emitting): void {
  const listening = ['primer corte', 'segundo corte'].map((cut) => {
    const heard = emitter.listenerCount('error') > 0
    if (heard) emitter.emit('error', new Error(`${cut} ${of}`))
    return heard
  })

  expect(
    listening,
    explain({
      happened: listening[0]
        ? `Nadie escucha el segundo «error» ${of}: se dejó de escuchar con el primero.`
        : `Nadie escucha el evento «error» ${of}.`,
      expected: `en ${file}, algo que lo escuche siempre: «on» y no «once».`,
      evidence: listening.map((heard, index) => [
        `error ${index + 1}`,
        heard ? 'escuchado' : 'nadie lo escucha',
      ]),
      at: of === 'de la cola' ? 'createEmailQueue' : 'startEmailWorker',
      why: 'con Redis caído nadie lo sabría hasta que un cliente pregunte por su correo.',
    }),
  ).toEqual([true, true])
  const cuts = [`primer corte ${of}`, `segundo corte ${of}`]
  expect(
    cuts.filter((cut) => world.logger.errors.includes(cut)),
    explain({
      happened: `El «error» ${of} se escucha, y su mensaje no llega a logger.error.`,
      expected: `«${cuts[0]}» y «${cuts[1]}»: es el registro que alguien mira.`,
      evidence: told(world.logger.lines),
      at: of === 'de la cola' ? 'createEmailQueue' : 'startEmailWorker',
      why:
        world.logger.lines.length > 0
          ? 'un aviso que no dice qué falló obliga a adivinarlo.'
          : 'una escucha vacía calla también el aviso que BullMQ habría dado.',
    }),
  ).toEqual(cuts)
}
