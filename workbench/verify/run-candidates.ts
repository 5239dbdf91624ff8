import { availableParallelism } from 'node:os'

import type { TestModule } from 'vitest/node'
import { createVitest } from 'vitest/node'

import { EnvironmentError } from '../services/environment-error.ts'
import { openServiceHost } from '../services/host.ts'
import { requestService } from '../services/host-client.ts'
import { Collector, isUnfinished } from '../testing/collector.ts'
import { moduleId } from '../testing/module-id.ts'
import type { LessonReport, LooseError } from '../testing/report.ts'
import { candidatePlugin } from './candidate-plugin.ts'
import { type OnlyTests, writeEntries } from './candidate-entry.ts'
import { reportOfEntry } from './candidate-report.ts'
import type { Candidate } from './candidates.ts'
import { longestFirst } from './longest-first.ts'
import { ownTestsProject } from './own-tests.ts'

/** Lo que hace falta para juzgar algo; los mutantes también lo tienen. */
export type Judgeable = Pick<Candidate, 'lesson' | 'steps' | 'name' | 'files'> & {
  readonly kind: string
  readonly onlyTests?: OnlyTests | undefined
}

export type CandidateResult<C extends Judgeable = Candidate> = {
  readonly candidate: C
  readonly report: LessonReport
}

export type CourseRun<C extends Judgeable = Candidate> = {
  readonly results: readonly CandidateResult<C>[]
  /** Los tests de la propia herramienta. */
  readonly own: readonly TestModule[]
  /** Errores que no se pueden atribuir a ningún candidato. */
  readonly looseErrors: readonly LooseError[]
  /** Quién no devolvió el control. Si hay alguien, el proceso solo acaba con `process.exit`. */
  readonly stuck: readonly string[]
}

/** Más que el tiempo de un test: en silencio, un hilo está en un bucle sin fin. */
const SILENCE_MS = 40_000

/**
 * Juzga a todos los candidatos, y pasa los tests de la herramienta, en un solo proceso de Vitest:
 * los servicios arrancan una vez y cada candidato cuesta una décima.
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
  await using entries = await writeEntries(root, candidates)
  const ids = entries.paths.map((path) => moduleId(path))
  const vitest = await createVitest({
    root,
    config: false,
    watch: false,
    pool: 'threads',
    // Más hilos que núcleos: buena parte de los errores típicos consiste en esperar en balde.
    maxWorkers: 2 * availableParallelism(),
    reporters: [collector],
    fsModuleCache: false, // véase candidate-plugin.ts
    sequence: {
      sequencer: longestFirst(
        new Map(candidates.map((each, index) => [ids[index]!, weightOf(each)])),
      ),
    },
    provide: { servicesAddress: services.address },
    projects: [
      {
        plugins: [
          candidatePlugin(
            root,
            candidates.map(({ files }) => files),
          ),
        ],
        test: {
          name: 'candidatos',
          include: [...entries.paths],
          testTimeout: 10_000,
          // Las instancias ya son de cada candidato y paso: un hilo nuevo solo costaría tiempo.
          isolate: false,
        },
      },
      ...(own ? [ownTestsProject] : []),
    ],
  })
  await ready // el tiempo de un test no incluye arrancar servidores
  const outcome = await Promise.race([vitest.start(), collector.silence(SILENCE_MS)])
  const stuck = outcome === 'silent' ? vitest.state.getTestModules().filter(isUnfinished) : []
  if (outcome === 'silent' && stuck.length === 0) {
    await vitest.close()
    throw tooBusy()
  }
  // Con un hilo en un bucle sin fin, `close` no vuelve nunca: solo acaba el proceso.
  if (stuck.length === 0) await vitest.close()

  const modules = stuck.length === 0 ? collector.modules : vitest.state.getTestModules()
  const { looseErrors, logs } = collector
  const nameOf = (id: unknown) => candidates[ids.indexOf(String(id))]?.name
  return {
    results: candidates.map((candidate, index) => ({
      candidate,
      report: reportOfEntry(candidate, {
        module: modules.find((module) => module.moduleId === ids[index]),
        looseErrors: looseErrors.filter((error) => error.VITEST_TEST_PATH === ids[index]),
        logs,
      }),
    })),
    own: modules.filter(({ project }) => project.name === ownTestsProject.test.name),
    looseErrors: looseErrors.filter(({ VITEST_TEST_PATH: path }) => nameOf(path) === undefined),
    stuck: stuck.map((module) => nameOf(module.moduleId) ?? module.relativeModuleId),
  }
}

/** Ni un test a medias: los hilos de Vitest no han llegado a tener su turno. */
function tooBusy(): EnvironmentError {
  return new EnvironmentError({
    what: 'no se pudo verificar el taller',
    why: `Vitest lleva ${SILENCE_MS / 1_000} s sin ejecutar ningún test: el equipo está demasiado ocupado.`,
    remedies: [{ text: 'Cuando se libere, repite', command: 'npm test' }],
  })
}

/** A ojo, lo que tardará: un servicio de verdad pesa más que cualquier otra cosa. */
function weightOf({ lesson, steps }: Judgeable): number {
  return steps.length * (1 + 4 * lesson.services.length)
}
