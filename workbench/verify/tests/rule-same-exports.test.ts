import { expect, test } from 'vitest'

import { sameExports } from '../rules/same-exports.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

const { solution, starter } = MadeUpCourse.files
const folder = 'solutions/90-sample'

const alternative = (code: string): string =>
  `/*---\nreplaces: sum.ts\ntitle: Otra\nwhy: suma igual.\n---*/\n${code}`

const mistake = (code: string): string => `/*---
replaces: sum.ts
title: Resta
seen: las cuentas salen mal.
rejected-by:
  - { step: 1, test: dos y dos son cuatro, says: dio cero }
---*/
${code}`

test('mismos archivos y mismas exportaciones no dan quejas', async () => {
  const same = {
    [`${folder}/alternatives/bitwise.ts`]: alternative('export function sum() {}\n'),
    [`${folder}/mistakes/subtracts.ts`]: mistake('export const sum = 0, more = 1\n'),
  }

  expect(await complaintsOf(sameExports, same)).toEqual([])
})

test('una exportación que solo tiene el código inicial le falta a la solución', async () => {
  const code = '// TODO (paso 1)\nexport const sum = 0\nexport class Total {}\n'

  expect(await complaintsOf(sameExports, { [starter]: code })).toEqual([
    `${solution}: tiene que exportar «Total», como el código inicial.`,
  ])
})

test('un tipo que solo tiene la solución le falta al código inicial', async () => {
  const code = 'export const sum = 0\nexport type Total = number\nexport interface Sum {}\n'

  const complaints = await complaintsOf(sameExports, { [solution]: code })

  expect(complaints).toEqual([
    `${starter}: tiene que exportar el tipo «Total» y el tipo «Sum», como la solución. ` +
      'Escríbelo en lessons/90-sample/src y fija la copia:\n  npm run starter -- 90',
  ])
})

test('un tipo no vale por un valor, y una clase sí vale por un tipo', async () => {
  const onlyType = { [solution]: 'export type sum = number\n' }
  const asClass = {
    [starter]: 'export const sum = 0\nexport type Total = number\n',
    [solution]: 'export const sum = 0\nexport class Total {}\n',
  }

  expect(await complaintsOf(sameExports, onlyType)).toEqual([
    `${solution}: tiene que exportar «sum», como el código inicial.`,
  ])
  expect(await complaintsOf(sameExports, asClass)).toEqual([
    expect.stringContaining(`${starter}: tiene que exportar «Total», como la solución.`),
  ])
})

test('lo que viene hecho está en la solución igual que en el código inicial', async () => {
  const given = 'export const given = 1\n'
  const same = { [`${folder}/src/order.ts`]: given, [`${folder}/starter/order.ts`]: given }
  const changed = { ...same, [`${folder}/src/order.ts`]: `${given}// otra\n` }

  expect(await complaintsOf(sameExports, same)).toEqual([])
  expect(await complaintsOf(sameExports, changed)).toEqual([
    `${folder}/src/order.ts: no es un ejercicio de ningún paso, así que tiene que ser igual ` +
      `que el del código inicial:\n  cp ${folder}/starter/order.ts ${folder}/src/order.ts`,
  ])
})

test('un archivo de la solución que no está en el código inicial se dice', async () => {
  const complaints = await complaintsOf(sameExports, {
    [starter]: undefined,
    [`${folder}/starter/other.ts`]: '// TODO\n',
  })

  expect(complaints).toEqual([
    expect.stringContaining(`${solution}: no está en ${folder}/starter.`),
  ])
})

test('un paso sin archivo en la solución se dice', async () => {
  const complaints = await complaintsOf(sameExports, { [solution]: undefined })

  expect(complaints).toEqual([
    `${solution}: falta: lo nombra un paso de lessons/90-sample/README.md, así que lleva solución.`,
  ])
})

test('a una alternativa y a un error típico no les puede faltar lo que sustituyen', async () => {
  const complaints = await complaintsOf(sameExports, {
    [`${folder}/alternatives/bitwise.ts`]: alternative('export const add = 0\n'),
    [`${folder}/mistakes/subtracts.ts`]: mistake('export default 0\n'),
  })

  expect(complaints.toSorted()).toEqual([
    `${folder}/alternatives/bitwise.ts: tiene que exportar «sum», como sum.ts.`,
    `${folder}/mistakes/subtracts.ts: tiene que exportar «sum», como sum.ts.`,
  ])
})

test('lo que quien aprende exporte en su src da igual', async () => {
  const mine = { [MadeUpCourse.files.sum]: 'export const mine = 1\n' }

  expect(await complaintsOf(sameExports, mine, { begun: true })).toEqual([])
})
