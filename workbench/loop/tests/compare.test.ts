import { expect, test } from 'vitest'

import { createCourse } from '../../course/tests/sample-course.ts'
import { compareStep } from '../compare.ts'

const mine = `export function publish() {
  return 1
}

export function subscribe() {}

export function later() {}
`
const reference = mine.replace('return 1', 'return 2').replaceAll('{}', '{\n  done()\n}')

/** Lo que se ve al comparar un paso que pide «publish» y «subscribe», en un archivo con tres. */
async function compared(code: string, { whole = false } = {}): Promise<string> {
  await using course = await createCourse()
  await course.write('lessons/02-event-bus/src/bus.ts', code)
  await course.write('solutions/02-event-bus/src/bus.ts', reference)
  const lesson = await course.lesson('02')
  const also = [{ file: 'src/bus.ts', at: 'subscribe' }]
  const step = { ...lesson.steps[0]!, at: 'publish', also }
  const lines = await compareStep(lesson, step, { mode: 'live', whole })
  return lines.map(({ kind, text }) => `${kind} ${text}`).join('\n')
}

test('un paso de dos funciones enseña las dos, y no las de otros pasos', async () => {
  const text = await compared(mine)
  expect(text).toContain('title solutions/02-event-bus/src/bus.ts · publish')
  expect(text).toContain('added   return 2')
  expect(text).toContain('title solutions/02-event-bus/src/bus.ts · subscribe')
  expect(text).not.toContain('later')
})

test('con lo mío a medio escribir tampoco se enseñan los demás pasos', async () => {
  const text = await compared('export function publish( {\n')
  expect(text).toContain('added   return 2')
  expect(text).not.toContain('later')
})

test('el archivo entero enseña todo', async () => {
  expect(await compared(mine, { whole: true })).toContain('later')
})
