import { availableParallelism } from 'node:os'

import { createVitest, type Vitest } from 'vitest/node'

import type { Lesson, Step } from '../course/catalogue.ts'
import { EnvironmentError } from '../services/environment-error.ts'
import type { ServiceHost } from '../services/host.ts'
import { Collector, isUnfinished } from './collector.ts'
import { type Failure, seconds } from './failure.ts'
import { buildReport, type LessonReport, type LooseError } from './report.ts'
import { runByFile } from './run-by-file.ts'

const TEST_TIMEOUT_MS = 8_000
/** Sin noticias durante este tiempo, un hilo está ocupado en algo que no cede nunca. */
const SILENCE_MS = TEST_TIMEOUT_MS + 2_000

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
  const vitest = await createVitest({
    root,
    config: false,
    watch: false,
    pool: 'threads',
    include: steps.map((step) => `lessons/${lesson.slug}/${step.test}`),
    maxWorkers: availableParallelism(), // Vitest deja un núcleo libre; aquí nadie más trabaja
    testTimeout: TEST_TIMEOUT_MS,
    reporters: [collector],
    provide: { servicesAddress: services?.address },
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
    return { report: endlessLoop(lesson, steps, { vitest, logs: collector.logs, ms }), stuck: true }
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

/** Se cumple cuando todos atienden, o con el motivo por el que alguno no puede. */
async function servicesReady(
  { address }: ServiceHost,
  { services }: Lesson,
): Promise<EnvironmentError | undefined> {
  const { requestService } = await import('../services/host.ts')
  try {
    await Promise.all(services.map((service) => requestService(address, service)))
    return undefined
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
}

function died(host: ServiceHost | undefined): Promise<EnvironmentError> {
  const { promise, resolve } = Promise.withResolvers<EnvironmentError>()
  host?.onDied(resolve)
  return promise
}

function environmentReport(
  lesson: Lesson,
  steps: readonly Step[],
  error: EnvironmentError,
  ms: number,
): LessonReport {
  const failure: Failure = { kind: 'environment', text: error.message, trace: error.stack ?? '' }
  return {
    lesson,
    verdict: 'environment',
    ms,
    steps: steps.map((step) => ({ step, state: 'failed', tests: [], failures: [failure] })),
  }
}

/** Lo que ya terminó se cuenta como siempre; el paso que no devuelve el control, como fallido. */
function endlessLoop(
  lesson: Lesson,
  steps: readonly Step[],
  { vitest, logs, ms }: { vitest: Vitest; logs: Collector['logs']; ms: number },
): LessonReport {
  const modules = vitest.state.getTestModules()
  const ended = modules.filter((module) => !isUnfinished(module))
  const looseErrors = vitest.state.getUnhandledErrors() as readonly LooseError[]
  const run = runByFile(lesson, steps, { modules: ended, looseErrors, logs, ms })
  const report = buildReport(lesson, steps, run)
  const stuck = modules.find((module) => !ended.includes(module))
  const step = steps.find(({ test }) => stuck?.moduleId.endsWith(test)) ?? steps[0]
  const test = stuck?.children.allTests().find((each) => each.result().state === 'pending')
  const failure: Failure = {
    kind: 'endless-loop',
    text:
      `Tu código lleva ${seconds(SILENCE_MS)} sin devolver el control` +
      `${test ? ` en el test «${test.name}»` : ''}: hay un bucle sin fin. Busca un «while» o un ` +
      '«for» cuya condición no cambia, o una función que se llama a sí misma.',
    trace: '',
  }
  return {
    ...report,
    verdict: 'pending',
    steps: report.steps.map((each) =>
      each.step === step ? { ...each, state: 'failed', failures: [failure] } : each,
    ),
  }
}
