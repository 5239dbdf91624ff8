import type { Io } from '../cli/command.ts'
import { findLesson, readCatalogue } from '../course/catalogue.ts'
import { requireFiles } from '../course/files.ts'
import type { Lesson } from '../course/lesson.ts'
import { lessonState } from '../course/starter.ts'
import { readCandidates } from './candidates.ts'
import { complaintsAbout } from './judgement.ts'
import { lintAuthors } from './lint-authors.ts'
import { ownTestsReport } from './own-tests.ts'
import { runCandidates } from './run-candidates.ts'
import { type LessonRow, renderVerification, type Verification } from './table.ts'

export type VerifyOptions = {
  readonly only?: string | undefined
  /** Los errores típicos, por todos los pasos y no solo por los que los rechazan. */
  readonly thorough: boolean
  readonly json: boolean
}

/** El curso se prueba a sí mismo. Devuelve el código de salida. */
export async function verifyCourse(io: Io, options: VerifyOptions): Promise<number> {
  const started = performance.now()
  const catalogue = await readCatalogue(io.root)
  const lessons = options.only === undefined ? catalogue : [findLesson(catalogue, options.only)]
  const whole = options.only === undefined
  for (const lesson of lessons) await requireFiles(lesson)

  const candidates = (
    await Promise.all(lessons.map((lesson) => readCandidates(io.root, lesson, options)))
  ).flat()
  const begun = await begunLessons(lessons)
  const [lint, run] = await Promise.all([
    whole ? lintAuthors(io.root, lessons, begun) : [],
    runCandidates(io.root, candidates, { own: whole }),
  ])
  const own = whole ? ownTestsReport(run.own) : undefined

  const rows = lessons.map((lesson): LessonRow => {
    const ours = run.results.filter(({ candidate }) => candidate.lesson === lesson)
    return {
      lesson,
      begun: begun.includes(lesson),
      judged: ours.map(({ candidate, report }) => ({
        kind: candidate.kind,
        name: candidate.name,
        complaints: complaintsAbout(candidate, report),
      })),
      ms: ours.reduce((sum, { report }) => sum + report.ms, 0),
    }
  })
  const result: Verification = {
    rows,
    own,
    lint,
    loose: [
      ...run.looseErrors.map(({ message, stack }) => `un error suelto:\n\n${stack ?? message}`),
      ...run.stuck.map((name) => `un bucle sin fin: ${name} no devuelve el control`),
    ],
    ms: performance.now() - started,
  }
  io.out(options.json ? JSON.stringify(result, null, 2) : renderVerification(result, io))
  const code = isSound(result) ? 0 : 1
  if (run.stuck.length > 0) process.stdout.write('', () => process.exit(code))
  return code
}

export function isSound({ rows, own, lint, loose }: Verification): boolean {
  return (
    rows.every(({ judged }) => judged.every(({ complaints }) => complaints.length === 0)) &&
    (own?.failures ?? []).length === 0 &&
    lint.length === 0 &&
    loose.length === 0
  )
}

async function begunLessons(lessons: readonly Lesson[]): Promise<readonly Lesson[]> {
  const states = await Promise.all(lessons.map((lesson) => lessonState(lesson)))
  return lessons.filter((_, index) => states[index] !== 'pristine')
}
