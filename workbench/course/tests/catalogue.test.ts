import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { findLesson, findStep, parseStepRef, readCatalogue } from '../catalogue.ts'
import { MalformedLessonError } from '../malformed-lesson-error.ts'
import { createCourse, syncReadme } from './sample-course.ts'

test('las lecciones salen en orden, con su carpeta absoluta', async () => {
  await using course = await createCourse()

  const catalogue = await readCatalogue(course.root)

  expect(catalogue.map(({ number, slug, dir }) => ({ number, slug, dir }))).toEqual([
    { number: '01', slug: '01-sync-vs-async', dir: join(course.root, 'lessons/01-sync-vs-async') },
    { number: '02', slug: '02-event-bus', dir: join(course.root, 'lessons/02-event-bus') },
  ])
  expect(catalogue[1]?.steps.map(({ optional }) => optional)).toEqual([false, true])
})

test('la segunda lectura, ya guardada, da lo mismo que la primera', async () => {
  await using course = await createCourse()

  const first = await readCatalogue(course.root)

  expect(await readCatalogue(course.root)).toEqual(first)
})

test('un cambio en la cabecera se nota aunque hubiera una lectura guardada', async () => {
  await using course = await createCourse()
  await readCatalogue(course.root)

  await course.write(
    'lessons/01-sync-vs-async/README.md',
    syncReadme.replace('minutes: 60', 'minutes: 75'),
  )

  expect((await readCatalogue(course.root))[0]?.minutes).toBe(75)
})

test('perder el cierre de la cabecera se nota aunque hubiera una lectura guardada', async () => {
  await using course = await createCourse()
  await readCatalogue(course.root)

  await course.write(
    'lessons/01-sync-vs-async/README.md',
    syncReadme.slice(0, syncReadme.indexOf('\n---\n', 4)),
  )

  await expect(readCatalogue(course.root)).rejects.toThrow('la cabecera no se cierra')
})

test('una caché ilegible no estorba', async () => {
  await using course = await createCourse()
  await course.write('.taller/cache/headers.json', '{"key":')

  expect(await readCatalogue(course.root)).toHaveLength(2)
})

test('las faltas de todas las lecciones salen en un solo error', async () => {
  await using course = await createCourse()
  await course.write('lessons/01-sync-vs-async/README.md', '# Sin cabecera\n')
  await course.write('lessons/02-event-bus/README.md', '---\ntitle: Bus\n')

  const error = await readCatalogue(course.root).catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(MalformedLessonError)
  expect((error as MalformedLessonError).faults.map(({ where }) => where)).toEqual([
    'lessons/01-sync-vs-async/README.md:1',
    'lessons/02-event-bus/README.md:1',
  ])
  expect((error as MalformedLessonError).message).toBe(
    'Las lecciones tienen 2 faltas:\n\n' +
      '  lessons/01-sync-vs-async/README.md:1\n' +
      '    falta la cabecera: la primera línea debe ser «---», y debajo title,\n' +
      '    minutes, services…\n\n' +
      '  lessons/02-event-bus/README.md:1\n' +
      '    la cabecera no se cierra: escribe una línea «---» después del último paso.\n',
  )
})

test('una carpeta sin README lo dice', async () => {
  await using course = await createCourse()
  await rm(join(course.root, 'lessons/02-event-bus/README.md'))

  await expect(readCatalogue(course.root)).rejects.toThrow(
    'lessons/02-event-bus/README.md\n    falta este README: en él va la cabecera. Si lo había, git checkout lo',
  )
})

test('una carpeta mal llamada dice cómo se llaman', async () => {
  await using course = await createCourse()
  await course.write('lessons/3-colas/README.md', syncReadme)

  await expect(readCatalogue(course.root)).rejects.toThrow(
    'lessons/3-colas/\n    el nombre no sirve: dos cifras, un guion y minúsculas sin tildes',
  )
})

test('dos lecciones con el mismo número se delatan', async () => {
  await using course = await createCourse()
  await course.write('lessons/02-otra/README.md', syncReadme)

  await expect(readCatalogue(course.root)).rejects.toThrow(
    'lessons/02-otra/\n    ya hay otra lección con el número 02; cada una lleva el suyo.',
  )
})

test('sin carpeta de lecciones lo dice', async () => {
  await using course = await createCourse()
  await rm(join(course.root, 'lessons'), { recursive: true })

  await expect(readCatalogue(course.root)).rejects.toThrow('lessons/\n    falta esta carpeta.')
})

test.each(['2', '02', '02-event-bus', 'event-bus', 'lessons/02-event-bus/', ' 02 '])(
  'la lección se encuentra como «%s»',
  async (reference) => {
    await using course = await createCourse()

    expect(findLesson(await readCatalogue(course.root), reference).slug).toBe('02-event-bus')
  },
)

test('una lección que no existe enseña las que hay', async () => {
  await using course = await createCourse()
  const catalogue = await readCatalogue(course.root)

  expect(() => findLesson(catalogue, '9')).toThrow(
    'No hay ninguna lección «9».\n  Lecciones: 01 (sync-vs-async), 02 (event-bus).',
  )
  expect(() => findLesson(catalogue, '')).toThrow('No hay ninguna lección «».')
})

test('un nombre mal escrito propone la lección que se le parece', async () => {
  await using course = await createCourse()
  const catalogue = await readCatalogue(course.root)

  expect(() => findLesson(catalogue, 'evnet-bus')).toThrow('¿Querías decir «event-bus»?')
})

test.each([
  ['05.3', { lesson: '05', step: 3 }],
  ['5.12', { lesson: '5', step: 12 }],
  ['event-bus.1', { lesson: 'event-bus', step: 1 }],
])('«%s» señala un paso', (raw, expected) => {
  expect(parseStepRef(raw)).toEqual(expected)
})

test.each(['05', '05.', '.3', '05.0', '05.x', '05,3'])('«%s» no señala ningún paso', (raw) => {
  expect(() => parseStepRef(raw)).toThrow(
    `«${raw}» no señala un paso. Escribe lección, punto y paso: «02.3» es el paso 3 de la 02.`,
  )
})

test('un paso que no existe dice cuántos hay', async () => {
  await using course = await createCourse()

  const lesson = await course.lesson('02')

  expect(() => findStep(lesson, 7)).toThrow('La lección 02 no tiene paso 7: van del 1 al 2.')
  expect(findStep(lesson, 2).id).toBe('once')
})
