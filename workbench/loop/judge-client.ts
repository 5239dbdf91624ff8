import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import type { LessonReport } from '../testing/report.ts'
import { crashReport } from '../testing/verdicts.ts'
import type { FromJudge, ToJudge } from './judge-protocol.ts'

export type Answer =
  | { readonly kind: 'report'; readonly report: LessonReport }
  /** Se pidió otra cosa antes de que contestara, o el código cambió mientras se juzgaba. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'stale' }

type Pending = {
  readonly request: ToJudge
  readonly resolve: (answer: Answer) => void
  readonly startedAt: number
  deaths: number
}

/** Lo que se espera a que un test a medias suelte el sitio; después se mata el proceso entero. */
const PATIENCE_MS = 350
/** La memoria que puede crecer un juez sobre la que tenía caliente antes de cambiarlo por otro. */
const GROWTH = 1.3
const WARM_AFTER = 10

/**
 * El juez visto desde la pantalla: se le pide un veredicto y lo da, pase lo que pase con el
 * proceso que ejecuta el código. Pedir otro cancela el anterior.
 */
export class JudgeClient implements Disposable {
  readonly #root: string
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #ready = false
  #closed = false
  #pending: Pending | undefined
  #lastId = 0
  #impatience: NodeJS.Timeout | undefined
  #verdicts = 0
  #warmRss = 0

  constructor(root: string, env: NodeJS.ProcessEnv = process.env) {
    this.#root = root
    this.#env = env
    this.#spawn()
  }

  /** Para los tests y el banco: de quién es la memoria que se mide. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  check(
    lesson: Lesson,
    steps: readonly Step[],
    servicesAddress: string | undefined,
  ): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const busy = this.#pending !== undefined
    this.#pending?.resolve({ kind: 'superseded' })
    const request = { id: ++this.#lastId, lesson, steps, servicesAddress }
    this.#pending = { request, resolve, startedAt: performance.now(), deaths: 0 }
    this.#send(busy)
    return promise
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#kill()
    this.#pending?.resolve({ kind: 'superseded' })
    this.#pending = undefined
  }

  #send(busy: boolean): void {
    if (!this.#ready || this.#pending === undefined) return // se enviará cuando esté listo
    this.#child?.send(this.#pending.request, () => {}) // si ha muerto, lo dirá su «exit»
    clearTimeout(this.#impatience)
    if (busy) this.#impatience = setTimeout(() => this.#replace(), PATIENCE_MS)
  }

  #spawn(): void {
    if (this.#closed) return
    this.#ready = false
    this.#verdicts = 0
    const child = fork(join(import.meta.dirname, 'judge-process.ts'), [this.#root], {
      cwd: this.#root,
      env: {
        ...this.#env,
        NODE_COMPILE_CACHE: join(this.#root, 'node_modules/.cache/taller'),
      },
      // Lo que escriba por su cuenta estropearía la pantalla.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    this.#child = child
    child.on('message', (message: FromJudge) => {
      if (child === this.#child) this.#receive(message)
    })
    child.on('error', () => {}) // no se pudo enviar o arrancar: lo cuenta «exit»
    child.once('exit', (code, signal) => {
      if (child === this.#child) this.#died(signal ?? `código ${code}`)
    })
  }

  #receive(message: FromJudge): void {
    if (message.type === 'ready') {
      this.#ready = true
      this.#send(false)
      return
    }
    if (message.id !== this.#pending?.request.id) return
    clearTimeout(this.#impatience)
    if (message.type === 'started') return

    const { resolve } = this.#pending
    this.#pending = undefined
    const { verdict, rss } = message
    if (verdict.kind === 'stuck' || this.#hasGrown(rss)) this.#replace()
    resolve(
      verdict.kind === 'judged' || verdict.kind === 'stuck'
        ? { kind: 'report', report: verdict.report }
        : { kind: 'stale' },
    )
  }

  #hasGrown(rss: number): boolean {
    this.#verdicts++
    if (this.#verdicts === WARM_AFTER) this.#warmRss = rss
    return this.#verdicts > WARM_AFTER && rss > this.#warmRss * GROWTH
  }

  #died(how: string): void {
    clearTimeout(this.#impatience)
    const pending = this.#pending
    // La primera vez pudo ser mala suerte (alguien lo mató); a la segunda, es el código.
    if (pending !== undefined && ++pending.deaths === 2) {
      this.#pending = undefined
      const { lesson, steps } = pending.request
      const ms = performance.now() - pending.startedAt
      pending.resolve({ kind: 'report', report: crashReport(lesson, steps, how, ms) })
    }
    this.#spawn()
  }

  #replace(): void {
    this.#kill()
    this.#spawn()
  }

  #kill(): void {
    clearTimeout(this.#impatience)
    const child = this.#child
    this.#child = undefined
    child?.kill('SIGKILL')
  }
}
