import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createCourse } from '../../course/tests/sample-course.ts'
import { editPlace } from '../edit-place.ts'
import { explain } from '../explain.ts'
import { describeError, type Failure } from '../failure.ts'

const code = `// bus
export function publish() {}

export function subscribe() {}
`

const assertion = { kind: 'assertion', text: '', trace: '' } as const

async function place(failure: Partial<Failure>) {
  await using course = await createCourse()
  await course.write('lessons/02-event-bus/src/bus.ts', code)
  await course.write('lessons/02-event-bus/src/other.ts', 'export const start = 1\n')
  const lesson = await course.lesson('02')
  const [first, second] = lesson.steps
  const step = { ...first!, at: 'publish', also: [{ file: 'src/bus.ts', at: 'subscribe' }] }
  const later = { ...second!, at: 'start', file: 'src/other.ts' }
  const { file, line } = editPlace({ ...lesson, steps: [step, later] }, step, {
    ...assertion,
    ...failure,
  })
  return `${file.slice(lesson.dir.length + 1).replaceAll('\\', '/')}:${line}`
}

test('sin nada que lo diga, lleva al símbolo del paso', async () => {
  expect(await place({})).toBe('src/bus.ts:2')
})

test('el símbolo que nombra el test gana al del paso', async () => {
  expect(await place({ symbol: 'subscribe' })).toBe('src/bus.ts:4')
})

test('un símbolo de otro paso lleva a su archivo', async () => {
  expect(await place({ symbol: 'start' })).toBe('src/other.ts:1')
})

test('si ese símbolo ya no está en el código, lleva al del paso', async () => {
  expect(await place({ symbol: 'gone' })).toBe('src/bus.ts:2')
})

test('la línea que señala el error gana a todo', async () => {
  const at = { file: join('/', 'x.ts'), line: 7 }
  expect(await place({ symbol: 'subscribe', at })).toMatch(/:7$/)
})

test('el símbolo viaja en la explicación y no se lee como un párrafo', () => {
  const explanation = { happened: 'No llegó.', expected: 'que llegue.', why: 'se pierde.' }
  const message = `${explain({ ...explanation, at: 'subscribe' })}: expected 1 to be 2`
  const failure = describeError({ name: 'AssertionError', message }, '/src/')

  expect(failure.symbol).toBe('subscribe')
  expect(failure.text).not.toContain('subscribe')
  expect(failure.text).toContain('Por qué importa: se pierde.')
  expect(
    describeError({ name: 'AssertionError', message: explain(explanation) }, '/src/'),
  ).not.toHaveProperty('symbol')
})

test('la línea que señaló el compilador viaja en la explicación y gana al símbolo', () => {
  const place = { file: '/un taller ñ/src/bus.ts', line: 12 }
  const explanation = { happened: 'No compila.', expected: 'que compile.', why: 'se para.' }
  const message = `${explain({ ...explanation, at: 'publish', place })}: expected [ 1 ] to equal []`
  const failure = describeError({ name: 'AssertionError', message }, '/un taller ñ/src/')

  expect(failure.at).toEqual(place)
  expect(failure).not.toHaveProperty('symbol')
  expect(failure.text).not.toContain('bus.ts')
})
