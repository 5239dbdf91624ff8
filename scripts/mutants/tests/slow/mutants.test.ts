import { cp, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test, vi } from 'vitest'

import { SampleCourse } from '../../../../workbench/testing/tests/sample-course.ts'

vi.setConfig({ testTimeout: 60_000 }) // procesos enteros: en una máquina cargada tardan

const scripts = resolve(import.meta.dirname, '../../..')
const equivalents = 'solutions/90-sample/equivalent-mutants.json'

const readme = `---
title: Lección de muestra
minutes: 5
services: []
outcome: Ya sabes sumar.
steps:
  - title: Sumar
    file: src/sum.ts
    test: tests/1-sum.test.ts
---
`
// Su único test suma dos y dos: el bucle y el tope no los mira nadie.
const reference = `export function sum(a: number, b: number): number {
  while (a < 0) a++
  return a > 1000 ? b : a + b
}
`

const course = test.extend('course', async ({}, { onCleanup }) => {
  const sample = await SampleCourse.create()
  onCleanup(() => sample[Symbol.asyncDispose]())
  await cp(scripts, join(sample.root, 'scripts'), { recursive: true })
  await sample.write('lessons/90-sample/README.md', readme)
  await sample.write('solutions/90-sample/src/sum.ts', reference)
  return sample
})

course('lo que ningún test nota sale con archivo, línea y cambio', async ({ course: sample }) => {
  const { code, out } = await sample.run('mutants', '90')

  expect(code).toBe(1)
  expect(out).toContain('✗ solutions/90-sample/src/sum.ts:3')
  expect(out).toContain('«1000» → «1001»')
  expect(out).not.toContain('«+» → «-»')
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(await readdir(join(sample.root, '.taller/mutants'))).toEqual([])
})

course(
  'lo equivalente no es una queja, lo caducado sí, y un bucle sin fin se nota',
  async ({ course: sample }) => {
    const line = 'return a > 1000 ? b : a + b'
    const change = '«1000» → «1001»'
    const gone = {
      file: 'sum.ts',
      line,
      change: '«+» → «-» ante «b»',
      reason: 'ya lo nota un test',
    }
    await sample.write(
      equivalents,
      JSON.stringify([{ file: 'sum.ts', line, change, reason: 'de prueba' }, gone]),
    )

    const { code, out } = await sample.run('mutants', '90', '--json')

    const [lesson] = JSON.parse(out)
    expect(code).toBe(1)
    expect(lesson).toMatchObject({ lesson: '90-sample', equivalent: 1, loops: 1, stale: [gone] })
    const survivors = lesson.survivors.map((each: { change: string }) => each.change)
    expect(survivors).toContain('«>» → «>=» ante «1000»')
    expect(survivors).not.toContain(change)
    expect(survivors).not.toContain('«a < 0» → «!(a < 0)»')
  },
)

course('con la referencia en rojo no se juzga nada', async ({ course: sample }) => {
  await sample.write('solutions/90-sample/src/sum.ts', reference.replace('a + b', 'a - b'))

  const { code, err } = await sample.run('mutants', '90')

  expect(code).toBe(2)
  expect(err).toContain('no pasa sus propios tests (paso 1)')
})
