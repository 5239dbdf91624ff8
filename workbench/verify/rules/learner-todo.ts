import type { Fault } from '../../course/malformed-lesson-error.ts'
import { listFiles } from '../../course/file-tree.ts'
import { starterDir } from '../../course/files.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'
import { type Comment, isSource } from '../source-code.ts'

const mark = /\b(?:TODO|FIXME|XXX)\b/
const learnersCode = /^(?:lessons\/[^/]+\/src|solutions\/[^/]+\/starter)\//

/** Una marca de pendiente es un encargo para quien aprende; nuestras deudas van al tablero. */
export const learnerTodo: Rule = async (course) => {
  const [ours, missing] = await Promise.all([strayMarks(course), lessonsWithoutMark(course)])
  return [...ours, ...missing]
}

async function strayMarks(course: LintedCourse): Promise<readonly Fault[]> {
  const faults = await Promise.all(
    course.files
      .filter((file) => !learnersCode.test(file))
      .map(async (file) =>
        (await marksIn(file, course)).map(({ text, line }) => ({
          where: `${file}:${line}`,
          what: `«${text.trim()}» es una marca de pendiente, y aquí no hay nada que resuelva quien aprende: termínalo o apúntalo como issue.`,
        })),
      ),
  )
  return faults.flat()
}

async function lessonsWithoutMark(course: LintedCourse): Promise<readonly Fault[]> {
  const { lessons, root } = course
  const faults = await Promise.all(
    lessons.map(async (lesson): Promise<readonly Fault[]> => {
      const starter = starterDir(lesson)
      const folder = starter.slice(root.length + 1).replaceAll('\\', '/')
      const marks = await Promise.all(
        (await listFiles(starter)).map((name) => marksIn(`${folder}/${name}`, course)),
      )
      if (marks.flat().length > 0) return []
      const what = `ningún comentario «TODO (paso N): …» dice qué falta. Escríbelo en lessons/${lesson.slug}/src y fija la copia:\n  npm run starter -- ${lesson.number}`
      return [{ where: folder, what }]
    }),
  )
  return faults.flat()
}

/** Los comentarios con una marca; nombrarla entre comillas o como código no es dejarla. */
async function marksIn(file: string, course: LintedCourse): Promise<readonly Comment[]> {
  const comments = await commentsIn(file, course)
  return comments.filter(({ text }) => mark.test(text.replaceAll(/`[^`]*`|«[^»]*»/g, '')))
}

const commentStarts: readonly [files: RegExp, comment: RegExp][] = [
  [/\.(?:sql|lua)$/, /--(.*)$/],
  [/(?:\.(?:ya?ml|sh|env)|^\.ci\/.*|(?:^|\/)\.git(?:ignore|attributes))$/, /(?:^|\s)#(.*)$/],
  [/\.md$/, /<!--(.*)$/],
  [/\.jsonc?$/, /^\s*\/\/(.*)$/],
]

async function commentsIn(
  file: string,
  { read, parse }: LintedCourse,
): Promise<readonly Comment[]> {
  if (isSource(file)) return (await parse(file)).comments
  const [, comment] = commentStarts.find(([files]) => files.test(file)) ?? []
  if (comment === undefined) return []
  return (await read(file)).split('\n').flatMap((line, index) => {
    const found = comment.exec(line)?.[1]
    return found === undefined ? [] : [{ text: found, line: index + 1 }]
  })
}
