import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { requireFiles, requireProgramFiles } from '../files.ts'
import { createCourse } from './sample-course.ts'

test('con todos los archivos en su sitio no hay queja', async () => {
  await using course = await createCourse()

  await expect(requireFiles(await course.lesson('01'))).resolves.toBeUndefined()
})

test('un test borrado se recupera con git si lo hay', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await mkdir(join(course.root, '.git'))
  await rm(join(lesson.dir, 'tests/2-parallel.test.ts'))

  await expect(requireFiles(lesson)).rejects.toThrow(
    'lessons/01-sync-vs-async/tests/2-parallel.test.ts\n' +
      '    falta el test del paso 2. Recupéralo con git, en la raíz del taller:\n' +
      '      git checkout -- lessons/01-sync-vs-async/tests/2-parallel.test.ts',
  )
})

test('un test borrado, sin git, se copia de la descarga', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await rm(join(lesson.dir, 'tests/2-parallel.test.ts'))

  await expect(requireFiles(lesson)).rejects.toThrow(
    'falta el test del paso 2. Sin git, cópialo de donde descargaste el taller.',
  )
})

test('un archivo borrado de src se recupera con reset', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await rm(join(lesson.dir, 'src'), { recursive: true })

  await expect(requireFiles(lesson)).rejects.toThrow(
    'lessons/01-sync-vs-async/src/orders.ts\n' +
      '    falta. Recupera el código inicial; lo demás que tengas se guarda:\n' +
      '      npm run reset -- 01',
  )
})

test('para ejecutar el programa hacen falta también los archivos que venían dados', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await expect(requireProgramFiles(lesson)).resolves.toBeUndefined()
  await rm(join(lesson.dir, 'src/program.ts'))

  await expect(requireProgramFiles(lesson)).rejects.toThrow(
    'lessons/02-event-bus/src/program.ts\n' +
      '    falta. Recupera el código inicial; lo demás que tengas se guarda:\n' +
      '      npm run reset -- 02',
  )
})

test('un archivo que no está ni en el código inicial es cosa de quien escribe la lección', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await rm(join(lesson.dir, 'src/orders.ts'))
  await rm(join(course.root, 'solutions/01-sync-vs-async/starter/orders.ts'))

  await expect(requireFiles(lesson)).rejects.toThrow(
    'falta, y lo nombra el paso 1 de su README: escríbelo o corrige «file».',
  )
})

test('un archivo borrado en otra lección no impide usar esta', async () => {
  await using course = await createCourse()
  const first = await course.lesson('01')
  await rm(join(first.dir, 'tests/2-parallel.test.ts'))

  await expect(requireFiles(await course.lesson('02'))).resolves.toBeUndefined()
})
