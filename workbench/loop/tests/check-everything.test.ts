import { expect, test } from 'vitest'

import { createCourse, type SampleCourse } from '../../course/tests/sample-course.ts'
import type { Lesson } from '../../course/lesson.ts'
import { checkEverything } from '../check-everything.ts'
import type { LoopEvent } from '../events.ts'
import { verdict } from './sample-state.ts'

/** El taller de muestra con sus dos lecciones empezadas. */
async function begun(course: SampleCourse): Promise<readonly Lesson[]> {
  await course.write('lessons/01-sync-vs-async/src/orders.ts', '// lo mío\n')
  await course.write('lessons/02-event-bus/src/bus.ts', '// lo mío\n')
  return Promise.all(['01', '02'].map(course.lesson))
}

test('dejarlo antes de la siguiente lección no le quita el turno a lo que se pida después', async () => {
  await using course = await createCourse()
  const lessons = await begun(course)
  const leaving = new AbortController()
  const checked: string[] = []
  const told: LoopEvent[] = []

  await checkEverything(
    {
      lessons,
      checker: {
        async check(lesson) {
          checked.push(lesson.number)
          return { ...verdict('solved').report, lesson }
        },
      },
      record: async () => leaving.abort(),
      dispatch: (event) => told.push(event),
    },
    leaving.signal,
  )

  expect(checked).toEqual(['01'])
  expect(told.at(-1)).toMatchObject({ type: 'everything', done: false })
})

test('lo que pasa al comprobarlo todo se apunta, lección a lección', async () => {
  await using course = await createCourse()
  const lessons = await begun(course)
  const recorded: string[] = []

  await checkEverything(
    {
      lessons,
      checker: { check: async (lesson) => ({ ...verdict('solved').report, lesson }) },
      record: async ({ lesson }) => void recorded.push(lesson.number),
      dispatch: () => {},
    },
    new AbortController().signal,
  )

  expect(recorded).toEqual(['01', '02'])
})
