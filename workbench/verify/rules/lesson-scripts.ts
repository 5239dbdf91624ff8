import type { Lesson } from '../../course/lesson.ts'
import type { Fault } from '../../course/malformed-lesson-error.ts'
import type { Rule } from '../linted-course.ts'

/** En la carpeta de cualquier lección se teclean las mismas órdenes. */
export const lessonScripts: Rule = async ({ lessons, files, read }) => {
  const known = new Set(files)
  const faults = await Promise.all(
    lessons.map(async (lesson): Promise<Fault | undefined> => {
      const where = `lessons/${lesson.slug}/package.json`
      const expected = packageOf(lesson)
      if (!known.has(where)) return { where, what: `falta este archivo. Es así:\n${expected}` }
      if ((await read(where)).replaceAll('\r\n', '\n') === expected) return undefined
      return { where, what: `no ofrece las órdenes de las demás lecciones. Es así:\n${expected}` }
    }),
  )
  return faults.filter((fault) => fault !== undefined)
}

function packageOf({ slug, number }: Lesson): string {
  const tool = 'node ../../workbench/bin.mjs'
  const shape = {
    name: slug,
    private: true,
    type: 'module',
    scripts: {
      test: `${tool} test ${number}`,
      start: `${tool} run ${number}`,
      pista: `${tool} pista`,
    },
  }
  return `${JSON.stringify(shape, undefined, 2)}\n`
}
