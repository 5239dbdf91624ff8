import { expect, test } from 'vitest'

import { editPlaces } from '../rules/edit-places.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

const { starter, sum, test: testFile } = MadeUpCourse.files
const readme = 'lessons/90-sample/README.md'
const code = 'export function sum(): number {\n  throw new Error("Pendiente")\n}\n'

function header(at: string): string {
  return `---
title: Sumar
minutes: 5
services: []
outcome: Ya sabes sumar.
steps:
  - title: Sumar
    file: src/sum.ts
    ${at}
    test: tests/1-sum.test.ts
---
`
}

function naming(at: string): string {
  return `import { expect, explain, test } from '@taller/workbench/testing'

test('suma', () => {
  expect(1, explain({ happened: 'a', expected: 'b', at: ${at}, why: 'c' })).toBe(2)
})
`
}

function complaints(at: string, symbol = 'undefined') {
  return complaintsOf(editPlaces, {
    ...{ [readme]: header(at), [sum]: code, [starter]: code },
    [testFile]: naming(symbol),
  })
}

test('un símbolo que el código inicial declara es lo esperado', async () => {
  expect(await complaints('at: sum')).toEqual([])
})

test('un símbolo que el código inicial no declara da una queja', async () => {
  expect(await complaints('at: add')).toEqual([
    `${readme}: el paso 1 dice «add», y src/sum.ts no lo declara en el código inicial.`,
  ])
})

test('también los demás del paso, cada uno en su archivo', async () => {
  const [complaint] = await complaints('also: [src/other.ts#sum]')
  expect(complaint).toContain('el paso 1 dice «sum», y src/other.ts no lo declara')
})

test('lo que nombra un test es de algún paso', async () => {
  expect(await complaints('at: sum', "true ? 'sum' : undefined")).toEqual([])
  const [complaint] = await complaints('at: sum', "true ? 'sum' : 'add'")
  expect(complaint).toBe(
    `${testFile}:4: «at: 'add'» no es de ningún paso de la lección. Los hay: sum.`,
  )
})

test('un nombre que no está escrito no se puede comprobar', async () => {
  const [complaint] = await complaints('at: sum', 'String(1)')
  expect(complaint).toContain('se escribe como un texto')
})
