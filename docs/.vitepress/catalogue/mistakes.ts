import { readCatalogue } from '../../../workbench/course/catalogue.ts'
import { readMistakeHeaders } from '../../../workbench/verify/candidates.ts'

export type LessonMistakes = {
  readonly slug: string
  readonly number: string
  readonly title: string
  readonly mistakes: readonly {
    readonly name: string
    readonly title: string
    readonly seen: string
    readonly rejectedBy: readonly {
      readonly step: string
      readonly test: string
      readonly says: string
    }[]
  }[]
}

/** El catálogo que juzgan los tests, tal cual: estas páginas no tienen nada escrito a mano. */
export async function readMistakes(root: string): Promise<readonly LessonMistakes[]> {
  const lessons = await readCatalogue(root)
  return Promise.all(
    lessons.map(async (lesson) => {
      const mistakes = await readMistakeHeaders(root, lesson)
      return {
        slug: lesson.slug,
        number: lesson.number,
        title: lesson.title,
        mistakes: mistakes.map(({ name, title, seen, rejectedBy }) => ({
          name,
          title,
          seen,
          rejectedBy: rejectedBy.map(({ step, test, says }) => ({
            step: `${step} · ${lesson.steps[step - 1]?.title ?? ''}`,
            test,
            says,
          })),
        })),
      }
    }),
  )
}
