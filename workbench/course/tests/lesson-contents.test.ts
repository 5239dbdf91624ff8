import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { changedPaths, readContents } from '../lesson-contents.ts'
import { createCourse } from './sample-course.ts'

test('lo que no se ha tocado no ha cambiado', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')

  expect(changedPaths(await readContents(lesson), await readContents(lesson))).toEqual([])
})

test('que un editor abra un archivo no cambia nada', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const before = await readContents(lesson)

  await writeFile(join(lesson.dir, 'src/.bus.ts.swp'), 'borrador')

  expect(changedPaths(before, await readContents(lesson))).toEqual([])
})

test('un archivo que cambia y vuelve a ser el mismo ha cambiado', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const file = join(lesson.dir, 'src/bus.ts')
  await writeFile(file, 'igual')
  const before = await readContents(lesson)

  await writeFile(file, 'otro')
  await writeFile(file, 'igual')
  await utimes(file, new Date(2020, 1, 1), new Date(2020, 1, 1)) // que no dependa de la resolución

  expect(changedPaths(before, await readContents(lesson))).toEqual([file])
})
