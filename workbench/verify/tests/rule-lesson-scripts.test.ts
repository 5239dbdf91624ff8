import { expect, test } from 'vitest'

import { lessonScripts } from '../rules/lesson-scripts.ts'
import { complaintsOf } from './made-up-course.ts'

const file = 'lessons/90-sample/package.json'

test('las tres órdenes de siempre son lo esperado', async () => {
  expect(await complaintsOf(lessonScripts)).toEqual([])
})

test('sin la orden de las pistas hay una queja que dice cómo es', async () => {
  const scripts = { test: 'node ../../workbench/bin.mjs test 90' }
  const [complaint] = await complaintsOf(lessonScripts, { [file]: JSON.stringify({ scripts }) })

  expect(complaint).toContain(`${file}: no ofrece las órdenes`)
  expect(complaint).toContain('"pista": "node ../../workbench/bin.mjs pista"')
})

test('sin el archivo hay una queja', async () => {
  const [complaint] = await complaintsOf(lessonScripts, { [file]: undefined })

  expect(complaint).toContain(`${file}: falta este archivo`)
})
