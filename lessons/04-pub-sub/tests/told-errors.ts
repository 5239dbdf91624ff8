import { expect, explain } from '@taller/workbench/testing'

import { listed, reasonOf } from './in-words.ts'
import type { PubSubWorld } from './pub-sub-world.ts'

export function expectListened(world: PubSubWorld): void {
  const listening = world.connections.map((each) => each.listenerCount('error'))

  expect(
    listening.filter((many) => many === 0).length,
    explain({
      happened: 'Nadie escucha el evento «error» de alguna conexión con Redis.',
      expected: 'que algo escuche el «error» de las dos.',
      evidence: listening.map((many, index) => [`conexión ${index + 1}`, `${many} escuchando`]),
      why: 'ioredis lo escribe en la consola, en inglés, y nadie se entera de que Redis ha caído.',
    }),
  ).toBe(0)
}

/** Cada conexión que se pida tiene un error en cuanto se abre, antes de que Redis conteste a nada. */
export function failOnceOpened(world: PubSubWorld): readonly Error[] {
  const problems: Error[] = []
  world.prepare = (connection) => {
    const problem = new Error(`corte al abrir la conexión ${problems.length + 1}`)
    problems.push(problem)
    // Quien la pidió ya la tiene, y ha podido escuchar; sin nadie, emitirlo apagaría el proceso.
    setImmediate(() => connection.listenerCount('error') > 0 && connection.emit('error', problem))
  }
  return problems
}

/** Cada error, una vez y el mismo objeto: un mensaje igual en un error nuevo ya no es el de quien falló. */
export function expectTold(
  { errors }: PubSubWorld,
  failures: readonly Error[],
  { happened, why, at }: { readonly happened: string; readonly why: string; readonly at?: string },
): void {
  const told = errors.map(reasonOf)
  const twice = failures.some((failure) => errors.filter((each) => each === failure).length > 1)
  const lost = failures.some((failure) => !told.some((each) => each.includes(failure.message)))
  const problem = lost ? '' : twice ? ', alguno repetido' : ', y no son los mismos'
  expect(
    told.length === failures.length && failures.every((failure) => errors.includes(failure)),
    explain({
      happened: `${happened} y a onError llegó: ${listed(told)}${problem}.`,
      expected: 'cada error, una vez y tal cual: el mismo objeto, sin envolverlo.',
      evidence: [['se produjeron', listed(failures.map(reasonOf))]],
      ...(at === undefined ? {} : { at }),
      why,
    }),
  ).toBe(true)
}
