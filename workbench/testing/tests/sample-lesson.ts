import type { Lesson, Step } from '../../course/lesson.ts'

/** Una lección de tres pasos que no está en ningún disco. */
export const steps = ['publish', 'unsubscribe', 'once'].map((id, index): Step => {
  const number = index + 1
  const test = `tests/${number}-${id}.test.ts`
  return { ...{ number, id, test, title: id, file: 'src/bus.ts' }, optional: false }
})
export const lesson = {
  ...{ number: '02', slug: '02-event-bus', dir: '/taller/lessons/02-event-bus' },
  ...{ title: 'Bus', minutes: 30, services: [], outcome: '', steps },
} satisfies Lesson
