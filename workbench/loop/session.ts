import { relative } from 'node:path'

import type { Io } from '../cli/command.ts'
import { recordPassed } from '../course/progress.ts'
import { editPlace } from '../testing/edit-place.ts'
import { firstFailure, type LessonReport } from '../testing/report.ts'
import { Checker } from './checker.ts'
import type { Effect, LoopEvent } from './events.ts'
import { firstPending } from './moves.ts'
import { CourseReader } from './read-loop-course.ts'
import { readingPlace } from './reading-place.ts'
import { reduce } from './reduce.ts'
import { initialState, positionOf, type State } from './state.ts'
import { FolderWatch } from './watch.ts'

const SLOW_MS = 150

export type Screen = {
  /** Enseña el estado. Puede llamarse muchas veces seguidas. */
  readonly show: (state: State) => void
}

/** Lo que se hace con la terminal o con el disco cuando lo pide una tecla. */
export type Actions = (effect: Effect, session: Session) => Promise<void>

/** Une el estado, que es puro, con lo que pasa fuera: archivos, juez, progreso. */
export class Session implements AsyncDisposable {
  readonly io: Io
  readonly checker: Checker
  readonly #reader: CourseReader
  readonly #screen: Screen
  readonly #actions: Actions
  readonly #left = Promise.withResolvers<void>()
  #state: State
  #watch: FolderWatch | undefined
  #savedAt: Date | undefined
  #check = 0

  private constructor(
    io: Io,
    reader: CourseReader,
    state: State,
    screen: Screen,
    actions: Actions,
  ) {
    this.io = io
    this.#reader = reader
    this.#state = state
    this.#screen = screen
    this.#actions = actions
    this.checker = new Checker(io.root)
  }

  static async open(io: Io, screen: Screen, actions: Actions): Promise<Session> {
    const reader = new CourseReader(io.root)
    const course = await reader.read()
    const state = initialState(course, firstPending(course))
    const session = new Session(io, reader, state, screen, actions)
    if (course.progress.notice !== undefined) {
      session.dispatch({ type: 'notice', text: course.progress.notice.replaceAll('\n', ' ') })
    }
    session.#do({ do: 'arrive' })
    return session
  }

  get state(): State {
    return this.#state
  }

  /** Se cumple cuando la persona se va. */
  get left(): Promise<void> {
    return this.#left.promise
  }

  leave(): void {
    this.#left.resolve()
  }

  dispatch(event: LoopEvent): void {
    const { state, effects } = reduce(this.#state, event)
    this.#state = state
    this.#screen.show(state)
    for (const effect of effects) this.#do(effect)
  }

  notice(text: string): void {
    this.dispatch({ type: 'notice', text })
  }

  async reread(): Promise<void> {
    this.dispatch({ type: 'course', course: await this.#reader.read() })
  }

  /** Apunta lo que pasa, igual que `npm test`. */
  async record({ lesson, steps }: LessonReport): Promise<void> {
    const passed = steps.filter(({ state }) => state === 'passed').map(({ step }) => step)
    const progress = await recordPassed(this.io.root, lesson, passed)
    this.dispatch({ type: 'course', course: { ...this.#state.course, progress } })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch?.[Symbol.dispose]()
    await this.checker[Symbol.asyncDispose]()
  }

  #do(effect: Effect): void {
    const work =
      effect.do === 'quit'
        ? Promise.resolve(this.leave())
        : effect.do === 'arrive'
          ? this.#arrive()
          : effect.do === 'check'
            ? this.#checkStep()
            : this.#actions(effect, this)
    // Un disco lleno o un permiso que falta se cuentan; el bucle sigue.
    work.catch((error: unknown) => this.notice((error as Error).message.split('\n')[0]!))
  }

  async #arrive(): Promise<void> {
    const here = positionOf(this.#state)
    this.#savedAt = undefined
    this.#attend(here?.lesson.dir)
    if (here === undefined) return
    await this.#checkStep()
  }

  #attend(lessonDir: string | undefined): void {
    this.#watch?.[Symbol.dispose]()
    this.#watch = new FolderWatch(
      [
        { path: `${this.io.root}/lessons`, deep: false },
        ...(lessonDir === undefined ? [] : [{ path: lessonDir, deep: true }]),
      ],
      (newestMs) => this.#onSaved(newestMs),
    )
  }

  #onSaved(newestMs: number): void {
    const now = Date.now()
    // Borrar o renombrar no deja fecha: entonces vale la de ahora.
    this.#savedAt = new Date(now - newestMs < 5_000 ? Math.min(now, newestMs) : now)
    this.dispatch({ type: 'saved' })
    const before = JSON.stringify(positionOf(this.#state))
    const faults = this.#state.course.faults.length
    void this.#reader.read().then((course) => {
      this.dispatch({ type: 'course', course })
      const after = JSON.stringify(positionOf(this.#state))
      // Cambió el enunciado, o la lección volvió: lo que se estaba comprobando ya no es esto.
      if (after !== before || faults !== course.faults.length) this.dispatch({ type: 'saved' })
    })
  }

  async #checkStep(): Promise<void> {
    const here = positionOf(this.#state)
    if (here === undefined) return
    const { at } = this.#state
    const turn = ++this.#check
    const savedAt = this.#savedAt
    const started = savedAt?.getTime() ?? Date.now()
    const slow = setTimeout(() => this.dispatch({ type: 'slow' }), SLOW_MS)
    try {
      const report = await this.checker.check(here.lesson, [here.step])
      if (report === undefined || turn !== this.#check) return
      const read = await readingPlace(here.lesson, here.step)
      if (report.verdict === 'solved') await this.record(report)
      if (turn !== this.#check) return
      const place = editPlace(here.lesson, here.step, firstFailure(report)?.failure)
      const edit = { ...place, file: relative(this.io.root, place.file).replaceAll('\\', '/') }
      const ms = Date.now() - started
      this.#savedAt = undefined // repetir esta comprobación ya no será porque se haya guardado
      this.dispatch({
        type: 'verdict',
        of: at,
        verdict: { report, edit, read, ms, ...(savedAt ? { savedAt } : {}) },
      })
    } finally {
      clearTimeout(slow)
    }
  }
}
