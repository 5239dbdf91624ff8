import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { filesOf, type Lesson } from '../../workbench/course/lesson.ts'
import { UsageError } from '../../workbench/services/usage-error.ts'
import { EnvironmentError } from '../../workbench/services/environment-error.ts'
import { firstFailure, type LessonReport } from '../../workbench/testing/report.ts'
import { type CourseRun, runCandidates } from '../../workbench/verify/run-candidates.ts'
import { readEquivalents } from './equivalents.ts'
import { type Mutant, type Unbroken, writeMutants } from './mutant.ts'
import { decideOutcomes, type LessonOutcome, type Noticed, noticedBy } from './outcome.ts'

/** Rompe la referencia de la lección de todas las formas posibles y mira qué notan sus tests. */
export async function judgeMutants(root: string, lesson: Lesson): Promise<LessonOutcome> {
  const declared = await readEquivalents(root, lesson)
  await using folder = await openMutantsFolder(root)
  const { unbroken, mutants } = await writeMutants(root, lesson, folder.path)

  // Antes y aparte: si la referencia está en rojo, romperla cien veces no enseña nada.
  const whole = await runCandidates(root, [unbroken], { own: false })
  demandFinished(lesson, whole)
  for (const { report } of whole.results) demandGreen(lesson, report)

  const noticed = new Map<Mutant, Noticed>()
  for (let turn = 0; turn < lesson.steps.length; turn++) {
    const alive = mutants.filter((mutant) => !noticed.has(mutant))
    if (alive.length === 0) break
    const run = await runCandidates(root, alive.map(only(turn)), { own: false })
    demandFinished(lesson, run)
    for (const { candidate, report } of run.results) {
      demandJudged(lesson, report)
      const how = noticedBy(report)
      if (how !== undefined) noticed.set(candidate.mutant, how)
    }
  }
  return decideOutcomes(lesson, { mutants, noticed }, declared)
}

/**
 * El mutante, juzgado por un solo paso. Una vuelta por paso, y en cada una solo los que siguen
 * vivos: la mayoría cae en el primero, que es el del archivo roto, y no ejecuta los demás.
 */
function only(turn: number): (mutant: Mutant) => Mutant & { readonly mutant: Mutant } {
  return (mutant) => {
    const { steps } = mutant.lesson
    const own = steps.filter((step) => filesOf(step).includes(`src/${mutant.file}`))
    const order = [...own, ...steps.filter((step) => !own.includes(step))]
    return { ...mutant, mutant, steps: order.slice(turn, turn + 1) }
  }
}

/** Una carpeta por ejecución, con nuestro pid: dos terminales no se pisan y lo huérfano se barre. */
async function openMutantsFolder(root: string): Promise<AsyncDisposable & { path: string }> {
  const parent = join(root, '.taller/mutants')
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    if (!isAlive(Number.parseInt(name, 10))) await remove(join(parent, name))
  }
  const path = await mkdtemp(join(parent, `${process.pid}-`))
  return { path, [Symbol.asyncDispose]: () => remove(path) }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5 })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // existe, pero es de otro
  }
}

/** Hay bucles a los que el límite de vueltas no llega, y con uno en marcha nada más se juzga. */
export class StuckMutantError extends Error {
  override readonly name = 'StuckMutantError'

  constructor({ number }: Lesson, mutants: readonly Mutant[]) {
    const where = mutants.map(({ file, line, change }) => `  ${file}:${line}  ${change}`)
    super(
      `Al romper la ${number}, un cambio no devuelve el control y no se ha podido seguir:\n` +
        `${where.join('\n')}\n  Declara ese bucle con llaves: así se le puede poner límite.`,
    )
  }
}

function demandFinished(
  lesson: Lesson,
  { stuck, results }: CourseRun<Unbroken | (Mutant & { readonly mutant: Mutant })>,
): void {
  if (stuck.length === 0) return
  const mutants = results.flatMap(({ candidate }) =>
    candidate.kind === 'mutant' && stuck.includes(candidate.name) ? candidate.mutant : [],
  )
  throw new StuckMutantError(lesson, mutants)
}

/** Un servicio que no arranca pone en rojo cualquier test: contarlo como detectado sería mentir. */
function demandJudged({ number }: Lesson, report: LessonReport): void {
  if (report.verdict === 'environment') {
    throw new EnvironmentError({
      what: `no se pudieron juzgar los mutantes de la ${number}`,
      why: firstFailure(report)?.failure.text ?? 'Falló algo del equipo.',
      remedies: [{ text: 'Diagnóstico', command: 'npm run doctor' }],
    })
  }
}

function demandGreen(lesson: Lesson, report: LessonReport): void {
  demandJudged(lesson, report)
  const unsolved = report.steps.find(({ state }) => state !== 'passed')
  if (unsolved === undefined) return
  const first = firstFailure(report)
  throw new UsageError(
    `La solución de referencia de la ${lesson.number} no pasa sus propios tests (paso ` +
      `${unsolved.step.number}), así que romperla no demuestra nada.\n` +
      `  ${first?.test?.name ?? unsolved.step.title}: ${first?.failure.text ?? unsolved.state}\n` +
      '  Empieza por: npm test',
  )
}
