import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { checkTypes } from '../type-check.ts'

async function lessonFile(text: string) {
  const dir = await mkdtemp(join(tmpdir(), 'taller ñ '))
  const path = join(dir, 'box.ts')
  await writeFile(path, text)
  return {
    lessonFiles: { 'box.ts': path },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  }
}

const probe = `import { box } from '#lesson/box.ts'
box.put('texto')
box.put(1)
`

test('dice en qué línea del código de prueba no encajan los tipos', async () => {
  await using lesson = await lessonFile('export const box = { put(_item: string): void {} }\n')

  const problems = await checkTypes(probe, lesson)

  expect(problems).toMatchObject([{ where: 'probe', line: 3, code: 'TS2345' }])
})

test('lo que acepta todo no tiene quejas', async () => {
  await using lesson = await lessonFile('export const box = { put(_item: unknown): void {} }\n')

  expect(await checkTypes(probe, lesson)).toEqual([])
})

test('un error dentro de la lección se distingue de uno del código de prueba', async () => {
  await using lesson = await lessonFile(
    'export const box = { put(_item: unknown): void { const n: number = "x"; void n } }\n',
  )

  expect(await checkTypes(probe, lesson)).toMatchObject([{ where: 'lesson', line: 1 }])
})
