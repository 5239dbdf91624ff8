import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import type { CandidateFiles } from '../testing/candidate.ts'
import { isAlive } from '../services/process-identity.ts'
import { moduleId } from '../testing/module-id.ts'

/** La marca que llevan los módulos de un candidato: «?judged=12&step=3». */
export const mark = { candidate: 'judged', step: 'step' } as const

const candidateModule = moduleId(import.meta.dirname, '../testing/candidate.ts')
const lessonModule = moduleId(import.meta.dirname, '../testing/lesson.ts')

type Entry = {
  readonly lesson: Lesson
  readonly steps: readonly Step[]
  readonly files: CandidateFiles
  readonly onlyTests?: OnlyTests | undefined
}

/** Por paso, los tests por los que se juzga; sin ella, todos. */
export type OnlyTests = ReadonlyMap<number, ReadonlySet<string>>

/**
 * Escribe el archivo de tests de cada candidato: los pasos por los que se le juzga, importados con una
 * marca que dice a quién se juzga. Un archivo por candidato y no por paso: cargar Vitest una vez
 * en lugar de siete es la mitad del tiempo de la verificación.
 */
export async function writeEntries(root: string, candidates: readonly Entry[]): Promise<Entries> {
  const parent = join(root, '.taller/verify')
  const folder = join(parent, `${process.pid}`)
  await removeAbandoned(parent)
  await mkdir(folder, { recursive: true })
  const paths = await Promise.all(
    candidates.map(async (candidate, index) => {
      const path = join(folder, `${index}.test.ts`)
      await writeFile(path, entrySource(candidate, index))
      return path
    }),
  )
  return { paths, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

export type Entries = AsyncDisposable & { readonly paths: readonly string[] }

/** Cada verificación tiene su carpeta, con su pid por nombre; un `kill -9` no la borra. */
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []) // la primera vez no existe
  const abandoned = names.filter((name) => !isAlive({ pid: Number(name), startedAt: '' }))
  await Promise.all(
    abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })),
  )
}

/** El título con que la entrada agrupa los tests de un paso. */
export function stepTitle(number: number): string {
  return `paso ${number}`
}

function entrySource({ lesson, steps, files, onlyTests }: Entry, index: number): string {
  const loads = steps.map(({ number, test }) => {
    const path = `${moduleId(lesson.dir, test)}?${mark.candidate}=${index}&${mark.step}=${number}`
    const only = JSON.stringify([...(onlyTests?.get(number) ?? [])])
    return `load('${stepTitle(number)}', () => import(${JSON.stringify(path)}), ${only})`
  })
  return `import { describe, test, TestRunner } from 'vitest'
import { judgeAs } from ${JSON.stringify(candidateModule)}
// Aquí y no dentro de un grupo: Vitest no deja definir allí lo que es de todo el archivo.
import ${JSON.stringify(lessonModule)}

judgeAs(${JSON.stringify(files)})

// Un paso que no se puede ni cargar es un fallo de ese paso, no del archivo entero.
function load(title, load, only) {
  describe(title, async () => {
    try {
      await load()
      const others = only.length === 0 ? [] : TestRunner.getCurrentSuite().tasks
      for (const task of others) if (!only.includes(task.name)) task.mode = 'skip'
    } catch (error) {
      test('se puede cargar', () => { throw error })
    }
  })
}

${loads.join('\n')}
`
}
