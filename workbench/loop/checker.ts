import { requireFiles } from '../course/files.ts'
import type { Lesson, Step } from '../course/lesson.ts'
import { MalformedLessonError } from '../course/malformed-lesson-error.ts'
import { EnvironmentError } from '../services/environment-error.ts'
import type { ServiceHost } from '../services/host.ts'
import type { LessonReport } from '../testing/report.ts'
import { environmentReport, missingFilesReport } from '../testing/verdicts.ts'
import { JudgeClient } from './judge-client.ts'

/**
 * Pide veredictos al juez con los servicios ya en marcha. Los servicios son de la pantalla, y no
 * del juez: cuando un juez muere con el código que ejecutaba, el siguiente los encuentra arrancados.
 */
export class Checker implements AsyncDisposable {
  readonly judge: JudgeClient
  #host: Promise<ServiceHost> | undefined
  #latest = 0

  constructor(root: string) {
    this.judge = new JudgeClient(root)
  }

  /** `undefined`: se pidió otra comprobación antes de que esta acabara. */
  async check(lesson: Lesson, steps: readonly Step[]): Promise<LessonReport | undefined> {
    const turn = ++this.#latest
    const started = performance.now()
    for (;;) {
      const report = await this.#once(lesson, steps, turn, started)
      if (turn !== this.#latest) return undefined
      if (report !== 'stale') return report
      // El código cambió mientras se juzgaba: lo que vale es lo que hay ahora.
    }
  }

  /** Deja lo que esté haciendo. */
  stop(): void {
    this.#latest++
  }

  async #once(
    lesson: Lesson,
    steps: readonly Step[],
    turn: number,
    started: number,
  ): Promise<LessonReport | 'stale' | undefined> {
    const elapsed = () => performance.now() - started
    try {
      await requireFiles(lesson)
      const address = await this.#servicesFor(lesson)
      if (turn !== this.#latest) return undefined
      const answer = await this.judge.check(lesson, steps, address)
      if (answer.kind === 'report') return answer.report
      return answer.kind === 'stale' ? 'stale' : undefined
    } catch (error) {
      if (error instanceof EnvironmentError) {
        return environmentReport(lesson, steps, error, elapsed())
      }
      if (error instanceof MalformedLessonError) {
        return missingFilesReport(lesson, steps, error, elapsed())
      }
      throw error
    }
  }

  async #servicesFor(lesson: Lesson): Promise<string | undefined> {
    if (lesson.services.length === 0) return undefined
    const [{ openServiceHost }, { servicesReady }] = await Promise.all([
      import('../services/host.ts'),
      import('../testing/services-ready.ts'),
    ])
    this.#host ??= openServiceHost()
    const host = await this.#host.catch((error: unknown) => {
      this.#host = undefined // la próxima vez se intenta de nuevo
      throw error
    })
    host.retryFailed()
    // El tiempo de un test es del código de quien aprende: arrancar servidores no cuenta en él.
    const trouble = await servicesReady(host, lesson)
    if (trouble !== undefined) throw trouble
    return host.address
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#latest++
    this.judge[Symbol.dispose]()
    const host = await this.#host?.catch(() => undefined)
    await host?.[Symbol.asyncDispose]()
  }
}
