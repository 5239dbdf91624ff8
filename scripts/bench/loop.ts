import { fork } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Io } from '../../workbench/cli/command.ts'
import type { Lesson, Step } from '../../workbench/course/lesson.ts'
import { Session } from '../../workbench/loop/session.ts'
import type { State } from '../../workbench/loop/state.ts'
import { view } from '../../workbench/loop/view.ts'
import { Painter } from '../../workbench/terminal/painter.ts'
import type { Bench, Measurement, Row } from './measurement.ts'
import { compareWith, interleave, ratioOf, spreadOf } from './samples.ts'
import { openScratchCourse, type ScratchCourse } from './scratch-course.ts'

const target = 1.1

/** De escribir el archivo a tener pintado el veredicto, con todo caliente. */
export async function measureLoop(bench: Bench, lessons: readonly Lesson[]): Promise<Measurement> {
  // Cada uno en su copia: en la misma, los dos trabajarían a la vez con cada guardado.
  await using ours = await openScratchCourse(bench.root)
  await using theirs = await openScratchCourse(bench.root)
  const rows: Row[] = []
  for (const lesson of lessons) rows.push(await measureLesson(bench, { ours, theirs }, lesson))
  return {
    id: 'bucle',
    title: 'De guardar al veredicto en pantalla, en caliente (paso 1)',
    columns: ['npm start', 'vitest residente'],
    target,
    rows,
  }
}

type Courses = { readonly ours: ScratchCourse; readonly theirs: ScratchCourse }

async function measureLesson(
  { env, quick, signal }: Bench,
  { ours, theirs }: Courses,
  lesson: Lesson,
): Promise<Row> {
  const step = lesson.steps[0]!
  await Promise.all([ours.place(lesson, 'reference'), theirs.place(lesson, 'reference')])
  await using loop = await openOurLoop(ours.root, env, lesson.slug)
  using resident = await openResident(theirs.root, lesson, step)

  const saveAndTime = async (course: ScratchCourse, next: () => Promise<void>) => {
    signal.throwIfAborted()
    const source = join(course.root, 'lessons', lesson.slug, step.file)
    const text = await readFile(source, 'utf8')
    const answered = next()
    const started = performance.now()
    await writeFile(source, `${text}// otra vez\n`)
    await answered
    return performance.now() - started
  }
  const pairs = await interleave(
    () => saveAndTime(ours, loop.answer),
    () => saveAndTime(theirs, resident.answer),
    quick ? 5 : 21,
  )
  const ratio = ratioOf(pairs)
  return {
    name: `${lesson.number} ${lesson.slug.slice(3)}`,
    subject: spreadOf(pairs.subject),
    baseline: spreadOf(pairs.baseline),
    ratio,
    target: compareWith(target, ratio),
  }
}

/** El bucle de verdad, con su juez y su pintor; la terminal es lo único que falta. */
export async function openOurLoop(
  root: string,
  env: Io['env'],
  slug: string,
): Promise<AsyncDisposable & { readonly answer: () => Promise<void>; readonly session: Session }> {
  const painter = new Painter({ write: () => true })
  painter.enter()
  let waiting: PromiseWithResolvers<void> | undefined
  let last: State['verdict']
  const show = (state: State) => {
    painter.paint(view(state, { columns: 80, rows: 24, color: true }).lines)
    if (state.checking !== 'no' || state.verdict === undefined || state.verdict === last) return
    last = state.verdict
    waiting?.resolve()
  }
  const io: Io = {
    ...{ root, env, cwd: root, color: true, columns: 80, confirm: undefined },
    out: () => {},
    err: () => {},
  }
  const session = await Session.open(io, { show }, async () => {})
  const answer = () => {
    waiting = Promise.withResolvers<void>()
    return waiting.promise
  }
  const arrived = answer()
  const lesson = session.state.course.lessons.find((each) => each.slug === slug)!
  session.dispatch({ type: 'go', to: { lesson, step: lesson.steps[0]! } })
  await arrived
  return { answer, session, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() }
}

async function openResident(
  root: string,
  { slug }: Lesson,
  { test, file }: Step,
): Promise<Disposable & { readonly answer: () => Promise<void> }> {
  const folder = join(root, 'lessons', slug)
  const child = fork(
    join(import.meta.dirname, 'resident-vitest.ts'),
    [root, join(folder, test), join(folder, file)],
    { cwd: root, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  )
  const answer = async () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const died = () => reject(new Error('El Vitest residente se fue sin contestar.'))
    child.once('exit', died)
    child.once('message', () => resolve())
    await promise
    child.off('exit', died)
  }
  await answer()
  return { answer, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}
