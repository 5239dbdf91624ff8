import { readLessons } from '../course/catalogue.ts'
import type { Lesson } from '../course/lesson.ts'
import { MalformedLessonError } from '../course/malformed-lesson-error.ts'
import { readProgress } from '../course/progress.ts'
import { exists } from '../course/files.ts'
import type { Course } from './state.ts'

/**
 * Relee el curso sin rendirse nunca. Un README a medio escribir no deja a nadie sin su lección: se
 * sigue con lo último que se entendió, y la falta se cuenta.
 */
export class CourseReader {
  readonly #root: string
  readonly #understood = new Map<string, Lesson>()

  constructor(root: string) {
    this.#root = root
  }

  async read(): Promise<Course> {
    const progress = await readProgress(this.#root)
    const { lessons, faults } = await readLessons(this.#root).catch((error: unknown) => {
      if (error instanceof MalformedLessonError) return { lessons: [], faults: error.faults }
      throw error
    })
    const missing = [...this.#understood.values()].filter(
      ({ slug }) => !lessons.some((lesson) => lesson.slug === slug),
    )
    const kept = await Promise.all(
      missing.map(async (lesson) => ((await exists(lesson.dir)) ? [lesson] : [])),
    )
    for (const lesson of lessons) this.#understood.set(lesson.slug, lesson)
    const all = [...lessons, ...kept.flat()].toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
    return { lessons: all, faults, progress }
  }
}
