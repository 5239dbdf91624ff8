import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import { EnvironmentError } from '../services/environment-error.ts'
import type { LessonReport } from '../testing/report.ts'
import { crashReport, environmentReport } from '../testing/verdicts.ts'
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

/**
 * Lo que se espera, como poco, a que un test a medias suelte el sitio antes de matar el proceso
 * entero. Como mucho, la mitad de lo que tardó en arrancar: es lo que costaría otro.
 */
const PATIENCE_MS = 350
/** Arranques fallidos seguidos tras los que se deja de insistir: la máquina no puede. */
const MAX_FAILED_STARTS = 3
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
  #bornAt = 0
  #bootMs = 0
  #failedStarts = 0
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
    if (this.#child === undefined) this.#spawn()
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
    const patience = Math.max(PATIENCE_MS, this.#bootMs / 2)
    if (busy) this.#impatience = setTimeout(() => this.#replace(), patience)
  }

  #spawn(): void {
    if (this.#closed) return
    this.#ready = false
    this.#verdicts = 0
    this.#bornAt = performance.now()
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
      this.#failedStarts = 0
      this.#bootMs = performance.now() - this.#bornAt
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
    this.#child = undefined
    const pending = this.#pending
    if (!this.#ready && ++this.#failedStarts >= MAX_FAILED_STARTS) {
      this.#failedStarts = 0
      this.#answer(cannotStart(how))
      return // arrancará otro cuando se pida algo
    }
    // La primera vez pudo ser mala suerte (alguien lo mató); a la segunda, es el código.
    if (pending !== undefined && this.#ready && ++pending.deaths === 2) {
      this.#answer((request, ms) => crashReport(request.lesson, request.steps, how, ms))
    }
    this.#spawn()
  }

  #answer(write: (request: ToJudge, ms: number) => LessonReport): void {
    const pending = this.#pending
    this.#pending = undefined
    if (pending === undefined) return
    const report = write(pending.request, performance.now() - pending.startedAt)
    pending.resolve({ kind: 'report', report })
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

function cannotStart(how: string): (request: ToJudge, ms: number) => LessonReport {
  return ({ lesson, steps }, ms) => {
    const error = new EnvironmentError({
      what: 'no arranca el proceso que ejecuta tu código',
      why: `Se ha intentado ${MAX_FAILED_STARTS} veces y termina antes de empezar (${how}).`,
      remedies: [
        { text: 'Instala de nuevo', command: 'npm ci' },
        { text: 'Diagnóstico completo', command: 'npm run doctor' },
      ],
    })
    return environmentReport(lesson, steps, error, ms)
  }
}
