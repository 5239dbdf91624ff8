import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import type { TestModule } from 'vitest/node'
import { createVitest } from 'vitest/node'

import { candidatePlugin } from '../testing/candidate-plugin.ts'
import { Collector } from '../testing/collector.ts'
import { buildReport, type LessonReport, type LooseError } from '../testing/report.ts'
import { openServiceHost, requestService } from '../services/host.ts'
import type { Candidate } from './candidates.ts'

/** Lo que hace falta para juzgar algo; los mutantes también lo tienen. */
export type Judgeable = Pick<Candidate, 'lesson' | 'name' | 'files'> & { readonly kind: string }

export type CandidateResult<C extends Judgeable = Candidate> = {
  readonly candidate: C
  readonly report: LessonReport
}

export type CourseRun<C extends Judgeable = Candidate> = {
  readonly results: readonly CandidateResult<C>[]
  /** Los tests de la propia herramienta. */
  readonly own: readonly TestModule[]
  /** Errores que no se pueden atribuir a ningún candidato ni test. */
  readonly looseErrors: readonly LooseError[]
  /** Quién no devolvió el control. Si hay alguien, el proceso solo acaba con `process.exit`. */
  readonly stuck: readonly string[]
}

/** Más que el tiempo de un test: en silencio, un hilo está en un bucle sin fin. */
const SILENCE_MS = 40_000

export const ownProject = 'taller'

/**
 * Juzga a todos los candidatos, y pasa los tests de la herramienta, en un solo proceso de Vitest:
 * los servicios arrancan una vez y cada candidato cuesta décimas.
 */
export async function runCandidates<C extends Judgeable>(
  root: string,
  candidates: readonly C[],
  { own }: { own: boolean },
): Promise<CourseRun<C>> {
  const collector = new Collector()
  await using services = await openServiceHost()
  const needed = new Set(candidates.flatMap(({ lesson }) => lesson.services))
  const ready = Promise.all([...needed].map((name) => requestService(services.address, name)))
  ready.catch(() => {}) // se espera más abajo, con Vitest ya preparado
  const vitest = await createVitest({
    root,
    config: false,
    watch: false,
    pool: 'threads',
    maxWorkers: availableParallelism(),
    reporters: [collector],
    // Con la caché en disco, cada candidato recibiría el código del primero (véase el plugin).
    fsModuleCache: false,
    provide: { servicesAddress: services.address },
    projects: [
      ...candidates.map((candidate) => ({
        plugins: [candidatePlugin(candidate.files)],
        test: {
          name: projectName(candidate),
          include: candidate.lesson.steps.map(
            (step) => `lessons/${candidate.lesson.slug}/${step.test}`,
          ),
          testTimeout: 10_000,
          // Un hilo nuevo por archivo doblaría el tiempo. Quien aprende sí los tiene aislados.
          isolate: false,
          provide: { candidate: candidate.files, judged: projectName(candidate) },
          setupFiles: [join(import.meta.dirname, 'tag-loose-errors.ts')],
        },
      })),
      ...(own
        ? [
            {
              test: {
                name: ownProject,
                include: ['workbench/*/tests/*.test.ts'],
                testTimeout: 30_000,
              },
            },
          ]
        : []),
    ],
  })
  await ready // el tiempo de un test no incluye arrancar servidores
  const outcome = await Promise.race([vitest.start(), collector.silence(SILENCE_MS)])
  const stuck = outcome === 'silent' ? vitest.state.getTestModules().filter(isUnfinished) : []
  // Con un hilo en un bucle sin fin, `close` no vuelve nunca: solo acaba el proceso.
  if (stuck.length === 0) await vitest.close()

  const modules = stuck.length === 0 ? collector.modules : vitest.state.getTestModules()
  const { looseErrors, logs } = collector
  const results = candidates.map((candidate) => {
    const name = projectName(candidate)
    const ours = modules.filter(({ project }) => project.name === name)
    const { lesson } = candidate
    const report = buildReport(lesson, lesson.steps, {
      modules: ours,
      looseErrors: looseErrors.filter(({ judged }) => judged === name),
      logs,
      ms: ours.reduce((sum, module) => sum + module.diagnostic().duration, 0),
    })
    return { candidate, report }
  })
  return {
    results,
    own: modules.filter(({ project }) => project.name === ownProject),
    looseErrors: looseErrors.filter(({ judged }) => judged === undefined),
    stuck: stuck.map(({ project, relativeModuleId }) => `${project.name} · ${relativeModuleId}`),
  }
}

function isUnfinished(module: TestModule): boolean {
  return module.state() === 'pending' || module.state() === 'queued'
}

function projectName({ lesson, kind, name }: Judgeable): string {
  return `${lesson.slug}/${kind}/${name}`
}
