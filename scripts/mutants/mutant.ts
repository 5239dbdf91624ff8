import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Lesson, Step } from '../../workbench/course/lesson.ts'
import type { CandidateFiles } from '../../workbench/testing/candidate.ts'
import { readCandidates } from '../../workbench/verify/candidates.ts'
import { mutationsOf } from './mutations.ts'
import { withStepLimit } from './step-limit.ts'

export type Mutant = {
  readonly kind: 'mutant'
  readonly lesson: Lesson
  readonly steps: readonly Step[]
  readonly name: string
  readonly files: CandidateFiles
  /** Relativo a `solutions/NN-slug/src`. */
  readonly file: string
  readonly line: number
  readonly lineText: string
  readonly change: string
}

/** La referencia con el límite de vueltas puesto y nada roto: si no pasa, los demás no dicen nada. */
export type Unbroken = Pick<Mutant, 'lesson' | 'steps' | 'name' | 'files'> & {
  readonly kind: 'unbroken'
}

export type MutantSet = { readonly unbroken: Unbroken; readonly mutants: readonly Mutant[] }

type Sources = Readonly<Record<string, string>>

/**
 * Escribe en `folder` la referencia de la lección y una copia entera por cada cambio. Entera, para
 * que los archivos que se importan entre sí vean el cambio.
 */
export async function writeMutants(
  root: string,
  lesson: Lesson,
  folder: string,
): Promise<MutantSet> {
  const { steps } = lesson
  const { starter, reference } = await readSolution(root, lesson)
  const exercises = await readExercises(reference, starter)
  const unbroken: Unbroken = {
    ...{ kind: 'unbroken', lesson, steps, name: 'unbroken' },
    files: await write(join(folder, 'unbroken'), lesson, reference, exercises),
  }

  const mutants: Mutant[] = []
  for (const [file, source] of Object.entries(exercises)) {
    for (const { start, end, after, change } of mutationsOf(source)) {
      const name = String(mutants.length + 1).padStart(3, '0')
      const before = source.slice(0, start).split('\n')
      const broken = { ...exercises, [file]: source.slice(0, start) + after + source.slice(end) }
      mutants.push({
        ...{ kind: 'mutant', lesson, steps, name, file, change },
        line: before.length,
        lineText: source.split('\n')[before.length - 1]?.trim() ?? '',
        files: await write(join(folder, name), lesson, reference, broken),
      })
    }
  }
  return { unbroken, mutants }
}

async function readSolution(
  root: string,
  lesson: Lesson,
): Promise<{ starter: Sources; reference: Sources }> {
  const candidates = await readCandidates(root, lesson)
  const filesOf = (kind: string) => candidates.find((each) => each.kind === kind)?.files.files ?? {}
  return { starter: filesOf('starter'), reference: filesOf('reference') }
}

/**
 * Solo se rompe lo que escribe quien aprende, que es lo que cambia entre el código inicial y la
 * solución; lo que la lección da hecho no es asunto de sus tests.
 */
async function readExercises(reference: Sources, starter: Sources): Promise<Sources> {
  const code = Object.entries(reference).filter(([name]) => name.endsWith('.ts'))
  const read = await Promise.all(
    code.map(async ([name, path]) => ({
      name,
      solved: await readFile(path, 'utf8'),
      given: starter[name] && (await readFile(starter[name], 'utf8')),
    })),
  )
  const exercises = read.filter(({ solved, given }) => solved !== given)
  return Object.fromEntries(exercises.map(({ name, solved }) => [name, solved]))
}

async function write(
  folder: string,
  { dir }: Lesson,
  given: Sources,
  exercises: Sources,
): Promise<CandidateFiles> {
  const files = Object.keys(given).map((name) => [name, join(folder, name)] as const)
  for (const [name, path] of files) {
    await mkdir(dirname(path), { recursive: true })
    const source = exercises[name]
    if (source === undefined) await cp(given[name]!, path)
    else await writeFile(path, withStepLimit(source))
  }
  return { lessonDir: dir, files: Object.fromEntries(files) }
}
