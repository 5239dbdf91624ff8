import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { changedFiles, lessonState } from '../starter.ts'
import { createCourse, starterText } from './sample-course.ts'

const mine = '// lo mío\n'

test('una lección sin tocar está como al principio', async () => {
  await using course = await createCourse()

  expect(await lessonState(await course.lesson('02'))).toBe('pristine')
})

test('los saltos de línea de Windows no cuentan como cambio', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const windows = starterText('bus.ts').replaceAll('\n', '\r\n')
  await writeFile(join(lesson.dir, 'src', 'bus.ts'), windows)

  expect(await lessonState(lesson)).toBe('pristine')
})

test('los archivos que deja el sistema al abrir la carpeta no cuentan', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(lesson.dir, 'src', '.DS_Store'), 'x')

  expect(await lessonState(lesson)).toBe('pristine')
})

for (const name of ['.bus.ts.swp', '.bus.ts.swo', 'bus.ts~', '.#bus.ts', '#bus.ts#', '4913']) {
  test(`lo que deja un editor abierto no cuenta: ${name}`, async () => {
    await using course = await createCourse()
    const lesson = await course.lesson('02')
    await writeFile(join(lesson.dir, 'src', name), 'x')

    expect(await changedFiles(lesson)).toEqual([])
  })
}

test('un archivo propio de nombre parecido sí cuenta', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const names = ['.env', 'notes#1.ts', 'swap.swift', 'v4913.ts']
  for (const name of names) await writeFile(join(lesson.dir, 'src', name), mine)

  expect(await changedFiles(lesson)).toEqual(names)
})

test('cambiar, añadir o borrar un archivo es haber empezado', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(lesson.dir, 'src', 'bus.ts'), mine)
  await mkdir(join(lesson.dir, 'src', 'extra'))
  await writeFile(join(lesson.dir, 'src', 'extra/notes.ts'), mine)
  await rm(join(lesson.dir, 'src', 'program.ts'))

  expect(await lessonState(lesson)).toBe('begun')
  expect(await changedFiles(lesson)).toEqual(['bus.ts', 'extra/notes.ts', 'program.ts'])
})

test('sin carpeta src, o vacía, la lección falta', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await rm(join(lesson.dir, 'src'), { recursive: true })
  const withoutFolder = await lessonState(lesson)
  await mkdir(join(lesson.dir, 'src'))

  expect([withoutFolder, await lessonState(lesson)]).toEqual(['missing', 'missing'])
})
