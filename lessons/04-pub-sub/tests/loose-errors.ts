import { expect, explain, type LooseErrors, turns } from '@taller/workbench/testing'

import { inBrief, reasonOf } from './in-words.ts'

/** Lo primero que se mira: sin proceso, da igual lo demás. */
export async function expectNothingLoose({ errors }: LooseErrors, cause: string): Promise<void> {
  await turns() // Node avisa después de vaciar las microtareas de la vuelta en curso
  expect(
    errors.map(reasonOf),
    explain({
      happened: `${cause}, y hubo un error que nadie recogió.`,
      expected: 'que se recoja donde ocurre: el proceso sigue en pie.',
      evidence: errors.slice(0, 3).map((error) => ['sin recoger', inBrief(reasonOf(error))]),
      why: 'Node apaga el proceso con un error así, y con él caen todos los clientes.',
    }),
  ).toEqual([])
}
