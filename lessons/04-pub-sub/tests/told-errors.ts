import { expect, explain } from '@taller/workbench/testing'

import { listed, reasonOf } from './in-words.ts'
import type { PubSubWorld } from './pub-sub-world.ts'

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
