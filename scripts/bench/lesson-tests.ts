import type { Lesson } from '../../workbench/course/lesson.ts'
import type { Bench, Measurement, Row } from './measurement.ts'
import { compareWith, interleave, ratioOf, spreadOf } from './samples.ts'
import { openScratchCourse, type ScratchCourse } from './scratch-course.ts'
import { timeNode, UnexpectedExitError } from './timed-run.ts'

const target = 1.2

/** Los tests de cada lección, resuelta, con nuestra orden y con Vitest a secas. */
export async function measureLessonTests(
  bench: Bench,
  lessons: readonly Lesson[],
): Promise<Measurement> {
  await using scratch = await openScratchCourse(bench.root)
  const rows: Row[] = []
  for (const lesson of lessons) {
    rows.push(await measureLesson(bench, scratch, lesson).catch(unexpectedVerdict(lesson)))
  }
  return {
    id: 'lecciones',
    title: 'Los tests de una lección, en un proceso nuevo',
    columns: ['npm test', 'vitest run'],
    target,
    rows,
  }
}

/** Una lección que no da el veredicto debido no se mide, pero no tira lo ya medido. */
function unexpectedVerdict(lesson: Lesson): (error: unknown) => Row {
  return (error) => {
    if (!(error instanceof UnexpectedExitError)) throw error
    const note = `no dio el veredicto debido (código ${error.code}): npm test`
    return { name: nameOf(lesson), target: 'missed', note }
  }
}

function nameOf({ number, slug }: Lesson): string {
  return `${number} ${slug.slice(3)}`
}

async function measureLesson(
  { env, quick, signal }: Bench,
  scratch: ScratchCourse,
  lesson: Lesson,
): Promise<Row> {
  const timed = (args: readonly string[], expectedCode: number) => async () =>
    (await timeNode(args, { cwd: scratch.root, env, signal, expectedCode })).ms
  const ours = ['workbench/bin.mjs', 'test', lesson.number]
  const bare = [
    ...['node_modules/vitest/vitest.mjs', 'run', '--project', 'lecciones'],
    ...lesson.steps.map(({ test }) => `lessons/${lesson.slug}/${test}`),
  ]

  // Si no dan el mismo veredicto, no se está midiendo el mismo trabajo.
  await scratch.place(lesson, 'starter')
  await timed(ours, 1)()
  await timed(bare, 1)()

  await scratch.place(lesson, 'reference')
  const pairs = await interleave(timed(ours, 0), timed(bare, 0), quick ? 3 : 9)
  const ratio = ratioOf(pairs)
  return {
    name: nameOf(lesson),
    subject: spreadOf(pairs.subject),
    baseline: spreadOf(pairs.baseline),
    ratio,
    target: compareWith(target, ratio),
  }
}
