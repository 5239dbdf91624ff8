import { readLessonHints } from '../../course/hints.ts'
import type { Lesson } from '../../course/lesson.ts'
import { type Fault, MalformedLessonError } from '../../course/malformed-lesson-error.ts'
import type { Rule } from '../linted-course.ts'

/** Cada paso tiene sus tres pistas: el catálogo no las lee, así que se miran aquí. */
export const hints: Rule = async ({ lessons }) =>
  (await Promise.all(lessons.map((lesson) => faultsIn(lesson)))).flat()

async function faultsIn(lesson: Lesson): Promise<readonly Fault[]> {
  try {
    await readLessonHints(lesson)
    return []
  } catch (error) {
    if (error instanceof MalformedLessonError) return error.faults
    throw error
  }
}
