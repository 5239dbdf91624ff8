import type { Vitest } from 'vitest/node'

import { changedPaths, type Contents, readContents } from '../course/lesson-contents.ts'
import type { Lesson, Step } from '../course/lesson.ts'
import { Collector } from './collector.ts'
import { openLessonVitest } from './lesson-vitest.ts'
import { moduleId } from './module-id.ts'
import { buildReport, type LessonReport } from './report.ts'
import { runByFile } from './run-by-file.ts'
import { stuckReport } from './stuck-report.ts'
import { SILENCE_MS } from './verdicts.ts'

export type WarmVerdict =
  | { readonly kind: 'judged'; readonly report: LessonReport }
  /** Un hilo no devuelve el control: a este juez solo le queda morir. */
  | { readonly kind: 'stuck'; readonly report: LessonReport }
  /** El código cambió mientras se juzgaba: lo que salió no es de nadie. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'cancelled' }

/** Vite no lo enseña, y es lo mismo que espera él al cerrarse. */
type PendingLoads = {
  readonly _pendingRequests?: Map<string, { readonly request: Promise<unknown> }>
}

/** Juzga una y otra vez con el mismo Vitest, que ya está caliente. Mismas palabras que `npm test`. */
export class WarmJudge {
  readonly #vitest: Vitest
  readonly #collector: Collector
  readonly #known = new Map<string, Contents>()
  #cancelled = false

  private constructor(vitest: Vitest, collector: Collector) {
    this.#vitest = vitest
    this.#collector = collector
  }

  static async open(root: string): Promise<WarmJudge> {
    const collector = new Collector()
    const include = ['lessons/*/tests/*.test.ts']
    const vitest = await openLessonVitest(root, { include, collector })
    return new WarmJudge(vitest, collector)
  }

  /** De una en una: quien llama espera a que termine la anterior, o la cancela. */
  async judge(
    lesson: Lesson,
    steps: readonly Step[],
    servicesAddress: string | undefined,
  ): Promise<WarmVerdict> {
    const started = performance.now()
    this.#cancelled = false
    await this.#settleLoads()
    const contents = await readContents(lesson)
    this.#forgetChanged(lesson, contents)
    this.#collector.restart()
    this.#vitest.provide('servicesAddress', servicesAddress)

    const done = new AbortController()
    const outcome = await Promise.race([
      this.#run(lesson, steps),
      this.#collector.silence(SILENCE_MS, done.signal),
    ])
    done.abort()
    const ms = performance.now() - started
    const stale = changedPaths(contents, await readContents(lesson)).length > 0
    // De lo que se cargó mientras cambiaba no se sabe nada: la próxima vez se carga todo otra vez.
    if (this.#cancelled || stale) this.#known.delete(lesson.slug)
    if (this.#cancelled) return { kind: 'cancelled' }
    if (stale) return { kind: 'stale' }
    const { logs, modules, looseErrors } = this.#collector
    if (outcome === 'silent') {
      const stuck = { vitest: this.#vitest, collector: this.#collector, ms }
      return { kind: 'stuck', report: stuckReport(lesson, steps, stuck) }
    }
    const run = runByFile(lesson, steps, { logs, modules, looseErrors, ms })
    return { kind: 'judged', report: buildReport(lesson, steps, run) }
  }

  /** Vitest deja acabar el test en curso: quien tenga prisa, que mate el proceso. */
  async cancel(): Promise<void> {
    this.#cancelled = true
    await this.#vitest.cancelCurrentRun('keyboard-input')
  }

  async #run(lesson: Lesson, steps: readonly Step[]): Promise<'finished'> {
    const project = this.#vitest.getRootProject()
    const specifications = steps.map(({ test }) =>
      project.createSpecification(moduleId(lesson.dir, test)),
    )
    await this.#vitest.runTestSpecifications(specifications)
    return 'finished'
  }

  /**
   * Una ejecución cancelada puede dejar una lectura a medias, y Vite la daría por buena en la
   * siguiente: mientras el módulo no está en su grafo, invalidarlo no le dice nada.
   */
  async #settleLoads(): Promise<void> {
    const environments = Object.values(this.#vitest.getRootProject().vite.environments)
    const loads = environments.flatMap((environment) => {
      const { _pendingRequests: pending } = environment as unknown as PendingLoads
      return [...(pending?.values() ?? [])].map(({ request }) => request)
    })
    await Promise.allSettled(loads)
  }

  // Por contenido y no por avisos del sistema de archivos: uno perdido sería un veredicto falso.
  #forgetChanged(lesson: Lesson, contents: Contents): void {
    const before = this.#known.get(lesson.slug) ?? new Map<string, string>()
    for (const path of changedPaths(before, contents)) this.#vitest.invalidateFile(moduleId(path))
    this.#known.set(lesson.slug, contents)
  }
}
