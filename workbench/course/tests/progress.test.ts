import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readCatalogue } from '../catalogue.ts'
import type { Step } from '../lesson.ts'
import {
  currentStep,
  exportProgress,
  forgetPassed,
  importProgress,
  isBegun,
  isPassed,
  passedAt,
  readProgress,
  recallPassed,
  recordPassed,
} from '../progress.ts'
import { createCourse } from './sample-course.ts'

const monday = new Date('2026-03-09T10:00:00.000Z')
const tuesday = new Date('2026-03-10T10:00:00.000Z')

test('al principio no hay nada superado ni se escribe nada', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')

  const progress = await readProgress(course.root)

  expect(progress).toEqual({ passed: new Map() })
  expect(isBegun(progress, lesson)).toBe(false)
})

test('un paso superado queda apuntado con su fecha', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')

  const after = await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  expect(after.passed).toEqual(new Map([['01-sync-vs-async/sequential', monday]]))
  expect(await readProgress(course.root)).toEqual(after)
  expect(isPassed(after, lesson, lesson.steps[0]!)).toBe(true)
  expect(isPassed(after, lesson, lesson.steps[1]!)).toBe(false)
  expect(isBegun(after, lesson)).toBe(true)
})

test('superarlo otra vez no cambia la fecha de la primera', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const after = await recordPassed(course.root, lesson, lesson.steps, tuesday)

  expect([...after.passed.values()]).toEqual([tuesday, monday])
})

test('el archivo lleva la versión de su forma', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const saved: unknown = JSON.parse(
    await readFile(join(course.root, '.taller/progress.json'), 'utf8'),
  )

  expect(saved).toEqual({
    version: 1,
    passed: { '01-sync-vs-async/sequential': '2026-03-09T10:00:00.000Z' },
  })
})

test.each([
  ['no es JSON', '{"version": 1, "passed'],
  ['tiene otra forma', '["01-sync-vs-async/sequential"]'],
  ['tiene fechas que no lo son', '{"version":1,"passed":{"a/b":"ayer"}}'],
  ['es de una versión futura', '{"version":2,"passed":{}}'],
  ['está vacío', ''],
])('un archivo que %s se aparta con su contenido y se cuenta', async (_case, broken) => {
  await using course = await createCourse()
  await course.write('.taller/progress.json', broken)

  const progress = await readProgress(course.root)

  expect(progress.passed.size).toBe(0)
  const aside = (await readdir(join(course.root, '.taller'))).find((name) => /broken/.test(name))
  expect(progress.notice).toBe(
    '«progress.json» estaba dañado y se empieza otro; el anterior queda en\n' +
      `  ${join(course.root, '.taller', aside ?? 'no se apartó')}`,
  )
  expect(await readFile(join(course.root, '.taller', aside!), 'utf8')).toBe(broken)
  expect(await readProgress(course.root)).toEqual({ passed: new Map() })
})

test('apuntar sobre un archivo dañado también lo cuenta', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await course.write('.taller/progress.json', 'roto')

  const after = await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  expect(after.passed.size).toBe(1)
  expect(after.notice).toContain('estaba dañado')
})

test('el paso en curso es el primero sin superar, y los retos no cuentan', async () => {
  await using course = await createCourse()
  const catalogue = await readCatalogue(course.root)
  const [first, second] = catalogue

  const atStart = currentStep(catalogue, await readProgress(course.root))
  const afterFirst = currentStep(
    catalogue,
    await recordPassed(course.root, first!, first!.steps, monday),
  )
  const atEnd = currentStep(
    catalogue,
    await recordPassed(course.root, second!, [second!.steps[0]!], monday),
  )

  expect(atStart?.step.id).toBe('sequential')
  expect(afterFirst?.step.id).toBe('publish')
  expect(atEnd).toBeUndefined()
})

test('un paso que cambió de nombre sigue superado, con su fecha', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [{ id: 'in-a-row' }], monday)
  await recordPassed(course.root, { slug: '07-old' }, [{ id: 'at-once' }], tuesday)

  const progress = await readProgress(course.root)
  const [first, second] = lesson.steps as [Step, Step]

  expect(passedAt(progress, lesson, { ...first, formerly: ['in-a-row'] })).toEqual(monday)
  expect(passedAt(progress, lesson, { ...second, formerly: ['07-old/at-once'] })).toEqual(tuesday)
  expect(isPassed(progress, lesson, { ...second, formerly: ['in-a-line'] })).toBe(false)
})

test('volver al principio deja los pasos pendientes, y superarlos recupera su fecha', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, lesson.steps, monday)

  await forgetPassed(course.root, lesson)

  const forgotten = await readProgress(course.root)
  expect(currentStep([lesson], forgotten)?.step).toBe(lesson.steps[0])
  const again = await recordPassed(course.root, lesson, [lesson.steps[0]!], tuesday)
  expect(passedAt(again, lesson, lesson.steps[0]!)).toEqual(monday)
  expect(isPassed(again, lesson, lesson.steps[1]!)).toBe(false)
})

test('lo que se olvida al volver al principio se recuerda al traer la copia', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, lesson.steps, monday)
  await forgetPassed(course.root, lesson)

  await recallPassed(course.root, lesson)

  expect(currentStep([lesson], await readProgress(course.root))).toBeUndefined()
})

test('el progreso se lleva a otra máquina y se suma al que hubiera', async () => {
  await using here = await createCourse()
  await using there = await createCourse()
  const lesson = await here.lesson('01')
  const [first, second] = lesson.steps as [Step, Step]
  await recordPassed(here.root, lesson, [first], monday)
  await recordPassed(there.root, lesson, [first, second], tuesday)

  const added = await importProgress(there.root, await exportProgress(here.root))

  expect(added).toBe(0)
  const merged = await readProgress(there.root)
  expect(passedAt(merged, lesson, first)).toEqual(monday)
  expect(passedAt(merged, lesson, second)).toEqual(tuesday)
})

test('un archivo que no es un progreso no cambia nada', async () => {
  await using course = await createCourse()
  for (const text of ['', '{}', '{"version":1,"passed":{"a":"ayer"}}', '[1]']) {
    expect(await importProgress(course.root, text)).toBeUndefined()
  }
  expect(await readProgress(course.root)).toEqual({ passed: new Map() })
})
