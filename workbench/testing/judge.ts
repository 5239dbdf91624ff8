import type { Lesson, Step } from '../course/catalogue.ts'
import { EnvironmentError } from '../services/environment-error.ts'
import type { ServiceHost } from '../services/host.ts'
import { Collector } from './collector.ts'
import { openLessonVitest } from './lesson-vitest.ts'
import { buildReport, type LessonReport } from './report.ts'
import { runByFile } from './run-by-file.ts'
import { servicesReady } from './services-ready.ts'
import { stuckReport } from './stuck-report.ts'
import { environmentReport, SILENCE_MS } from './verdicts.ts'

export type Judgement = {
  readonly report: LessonReport
  /** Queda un hilo en marcha que no atiende a nada: solo lo para el fin del proceso. */
  readonly stuck: boolean
}

/** Pasa los tests de `steps` al código que hay en `lessons/NN/src`. */
export async function judgeLesson(
  root: string,
  lesson: Lesson,
  steps: readonly Step[] = lesson.steps,
): Promise<Judgement> {
  const started = performance.now()
  const collector = new Collector()
  await using services = await openServices(lesson)
  const ready = services ? servicesReady(services, lesson) : undefined
  const vitest = await openLessonVitest(root, {
    include: steps.map((step) => `lessons/${lesson.slug}/${step.test}`),
    collector,
    servicesAddress: services?.address,
  })
  // El tiempo de un test es del código de quien aprende: arrancar servidores no cuenta en él.
  const trouble = await ready
  if (trouble) {
    await vitest.close()
    const ms = performance.now() - started
    return { report: environmentReport(lesson, steps, trouble, ms), stuck: false }
  }
  const finished = vitest.start().then(() => 'finished' as const)
  const outcome = await Promise.race([finished, collector.silence(SILENCE_MS), died(services)])
  const ms = performance.now() - started

  if (outcome instanceof EnvironmentError) {
    return { report: environmentReport(lesson, steps, outcome, ms), stuck: true }
  }
  if (outcome === 'silent') {
    return { report: stuckReport(lesson, steps, { vitest, collector, ms }), stuck: true }
  }
  await vitest.close()
  const run = runByFile(lesson, steps, { ...collector, ms })
  return { report: buildReport(lesson, steps, run), stuck: false }
}

/** Lo que la lección no necesita no se arranca; lo que necesita, mientras Vitest se prepara. */
async function openServices(lesson: Lesson): Promise<ServiceHost | undefined> {
  if (lesson.services.length === 0) return undefined
  const { openServiceHost } = await import('../services/host.ts')
  return openServiceHost()
}

function died(host: ServiceHost | undefined): Promise<EnvironmentError> {
  const { promise, resolve } = Promise.withResolvers<EnvironmentError>()
  host?.onDied(resolve)
  return promise
}
