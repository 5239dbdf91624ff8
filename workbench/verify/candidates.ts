import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { parse } from 'yaml'

import { listFiles } from '../course/file-tree.ts'
import type { Lesson, Step } from '../course/lesson.ts'
import type { CandidateFiles } from '../testing/candidate.ts'
import { affectedStepsOf } from './affected-steps.ts'
import type { OnlyTests } from './candidate-entry.ts'
import { MalformedCandidateError } from './malformed-candidate-error.ts'

/** El test que rechaza un error típico y un trozo de lo que lee quien lo comete. */
export type Rejection = { readonly step: number; readonly test: string; readonly says: string }

type Common = {
  readonly lesson: Lesson
  /** Los pasos por los que se le juzga, en orden. */
  readonly steps: readonly Step[]
  readonly name: string
  readonly files: CandidateFiles
}

/** Lo que un error típico dice de sí mismo. */
export type MistakeHeader = {
  readonly name: string
  readonly replaces: string
  readonly title: string
  readonly seen: string
  readonly rejectedBy: readonly Rejection[]
}

export type Mistake = Common &
  MistakeHeader & {
    readonly kind: 'mistake'
    /** Los tests que nombra: sin ir a fondo, solo se le juzga por ellos. */
    readonly onlyTests: OnlyTests | undefined
  }

export type Candidate =
  | (Common & { readonly kind: 'starter' | 'reference' })
  | (Common & { readonly kind: 'alternative'; readonly title: string; readonly why: string })
  | Mistake

/** Todo lo que se juzga de una lección: iniciador, referencia, errores típicos y alternativas. */
export async function readCandidates(
  root: string,
  lesson: Lesson,
  { thorough = true }: { thorough?: boolean } = {},
): Promise<readonly Candidate[]> {
  const { steps } = lesson
  const folder = join(root, 'solutions', lesson.slug)
  const starter = await tree(join(folder, 'starter'))
  const reference = { ...starter, ...(await tree(join(folder, 'src'))) }
  const affectedSteps = affectedStepsOf(lesson, reference)
  const candidate = (files: Record<string, string>): CandidateFiles => ({
    lessonDir: lesson.dir,
    files,
  })

  const mistakes = await Promise.all(
    (await entries(join(folder, 'mistakes'))).map(async (path): Promise<Mistake> => {
      const header = await readHeader(path, mistakeKeys, root)
      const replaces = header.text('replaces')
      const files = candidate(replace(reference, replaces, path))
      const said = saidBy(path, header)
      const { rejectedBy } = said
      return {
        kind: 'mistake',
        lesson,
        steps: stepsFor(rejectedBy, affectedSteps(replaces), { thorough }),
        ...said,
        onlyTests: thorough || header.flag('all-tests') ? undefined : namedTests(rejectedBy),
        files,
      }
    }),
  )
  const alternatives = await Promise.all(
    (await entries(join(folder, 'alternatives'))).map(async (path): Promise<Candidate> => {
      const header = await readHeader(path, alternativeKeys, root)
      const replaces = header.text('replaces')
      const files = candidate(replace(reference, replaces, path))
      return {
        kind: 'alternative',
        lesson,
        steps: affectedSteps(replaces),
        name: basename(path, '.ts'),
        title: header.text('title'),
        why: header.text('why'),
        files,
      }
    }),
  )
  return [
    { kind: 'starter', lesson, steps, name: 'starter', files: candidate(starter) },
    { kind: 'reference', lesson, steps, name: 'reference', files: candidate(reference) },
    ...mistakes,
    ...alternatives,
  ]

  function replace(
    files: Readonly<Record<string, string>>,
    name: string,
    path: string,
  ): Record<string, string> {
    if (name in files) return { ...files, [name]: path }
    throw new MalformedCandidateError(path, root, [
      `«replaces: ${name}» no es un archivo de la solución; hay: ${Object.keys(files).join(', ')}.`,
    ])
  }
}

/** Lo que dice de sí mismo cada error típico de una lección, sin mirar a quién afecta su código. */
export async function readMistakeHeaders(
  root: string,
  { slug }: Lesson,
): Promise<readonly MistakeHeader[]> {
  const paths = await entries(join(root, 'solutions', slug, 'mistakes'))
  return Promise.all(
    paths.map(async (path) => saidBy(path, await readHeader(path, mistakeKeys, root))),
  )
}

function saidBy(path: string, header: Header): MistakeHeader {
  return {
    name: basename(path, '.ts'),
    replaces: header.text('replaces'),
    title: header.text('title'),
    seen: header.text('seen'),
    rejectedBy: header.rejections(),
  }
}

/**
 * Un error típico no va más allá del último paso que dice rechazarlo: lo que falle después no lo lee
 * nadie, y suele ser esperar en balde. A fondo, pasa también por los anteriores, donde no puede fallar
 * nada; si no, solo por los que nombra, y en ellos solo por los tests que nombra.
 */
function stepsFor(
  rejectedBy: readonly Rejection[],
  steps: readonly Step[],
  { thorough }: { thorough: boolean },
): readonly Step[] {
  const named = rejectedBy.map(({ step }) => step)
  return steps.filter(({ number }) =>
    thorough ? number <= Math.max(...named) : named.includes(number),
  )
}

function namedTests(rejectedBy: readonly Rejection[]): OnlyTests {
  const tests = new Map<number, Set<string>>()
  for (const { step, test } of rejectedBy) {
    tests.set(step, (tests.get(step) ?? new Set()).add(test))
  }
  return tests
}

/** Nombre relativo con «/» → ruta absoluta, de todos los archivos de una carpeta. */
async function tree(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries((await listFiles(folder)).map((name) => [name, join(folder, name)]))
}

async function entries(folder: string): Promise<readonly string[]> {
  return (await listFiles(folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
}

type Header = {
  readonly text: (key: string) => string
  readonly rejections: () => readonly Rejection[]
  readonly flag: (key: string) => boolean
}

const mistakeKeys = {
  required: ['replaces', 'title', 'seen', 'rejected-by'],
  /** Lo que estropea un test se ve en otro: siempre se le juzga por el archivo entero. */
  flags: ['all-tests'],
} as const
const alternativeKeys = { required: ['replaces', 'title', 'why'], flags: [] } as const
type Keys = { readonly required: readonly string[]; readonly flags: readonly string[] }

const headerBlock = /^\/\*---\r?\n([\s\S]*?)\r?\n---\*\//

async function readHeader(path: string, { required, flags }: Keys, root: string): Promise<Header> {
  const yaml = headerBlock.exec(await readFile(path, 'utf8'))?.[1]
  if (yaml === undefined) {
    throw new MalformedCandidateError(path, root, [
      'falta la cabecera: empieza el archivo con «/*---», los datos en YAML y «---*/».',
    ])
  }
  const data = parse(yaml) as Record<string, unknown>
  const keys = [...required, ...flags]
  const faults = required.flatMap((key) => headerFaults(key, data[key]))
  const unsaid = flags.filter((key) => data[key] !== undefined && data[key] !== true)
  faults.push(...unsaid.map((key) => `«${key}» solo puede ser true; si no, quítala.`))
  const unknown = Object.keys(data).filter((key) => !keys.includes(key))
  faults.push(...unknown.map((key) => `«${key}» no es una clave; las hay: ${keys.join(', ')}.`))
  if (faults.length > 0) throw new MalformedCandidateError(path, root, faults)
  return {
    text: (key) => (data[key] as string).trim(),
    rejections: () => data['rejected-by'] as readonly Rejection[],
    flag: (key) => data[key] === true,
  }
}

function headerFaults(key: string, value: unknown): readonly string[] {
  if (key !== 'rejected-by') {
    return typeof value === 'string' && value.trim() !== '' ? [] : [`falta «${key}: …».`]
  }
  const wellFormed =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (each: Partial<Rejection> | null) =>
        Number.isInteger(each?.step) &&
        typeof each?.test === 'string' &&
        typeof each.says === 'string' &&
        each.says.trim().length >= 4,
    )
  return wellFormed
    ? []
    : ['«rejected-by» es una lista de tests con «step», «test» y «says» (lo que lee el alumno).']
}
