import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { parse } from 'yaml'

import { listFiles } from '../course/file-tree.ts'
import type { Lesson } from '../course/lesson.ts'
import type { CandidateFiles } from '../testing/candidate.ts'
import { MalformedCandidateError } from './malformed-candidate-error.ts'

/** El test que rechaza un error típico y un trozo de lo que lee quien lo comete. */
export type Rejection = { readonly step: number; readonly test: string; readonly says: string }

type Common = { readonly lesson: Lesson; readonly name: string; readonly files: CandidateFiles }

export type Mistake = Common & {
  readonly kind: 'mistake'
  readonly title: string
  readonly seen: string
  readonly rejectedBy: readonly Rejection[]
}

export type Candidate =
  | (Common & { readonly kind: 'starter' | 'reference' })
  | (Common & { readonly kind: 'alternative'; readonly title: string; readonly why: string })
  | Mistake

/** Todo lo que se juzga de una lección: iniciador, referencia, errores típicos y alternativas. */
export async function readCandidates(root: string, lesson: Lesson): Promise<readonly Candidate[]> {
  const folder = join(root, 'solutions', lesson.slug)
  const starter = await tree(join(folder, 'starter'))
  const reference = { ...starter, ...(await tree(join(folder, 'src'))) }
  const candidate = (files: Record<string, string>): CandidateFiles => ({
    lessonDir: lesson.dir,
    files,
  })

  const mistakes = await Promise.all(
    (await entries(join(folder, 'mistakes'))).map(async (path): Promise<Mistake> => {
      const header = await readHeader(path, ['replaces', 'title', 'seen', 'rejected-by'], root)
      const files = candidate(replace(reference, header.text('replaces'), path))
      return {
        kind: 'mistake',
        lesson,
        name: basename(path, '.ts'),
        title: header.text('title'),
        seen: header.text('seen'),
        rejectedBy: header.rejections(),
        files,
      }
    }),
  )
  const alternatives = await Promise.all(
    (await entries(join(folder, 'alternatives'))).map(async (path): Promise<Candidate> => {
      const header = await readHeader(path, ['replaces', 'title', 'why'], root)
      return {
        kind: 'alternative',
        lesson,
        name: basename(path, '.ts'),
        title: header.text('title'),
        why: header.text('why'),
        files: candidate(replace(reference, header.text('replaces'), path)),
      }
    }),
  )
  return [
    { kind: 'starter', lesson, name: 'starter', files: candidate(starter) },
    { kind: 'reference', lesson, name: 'reference', files: candidate(reference) },
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
}

const headerBlock = /^\/\*---\r?\n([\s\S]*?)\r?\n---\*\//

async function readHeader(path: string, keys: readonly string[], root: string): Promise<Header> {
  const yaml = headerBlock.exec(await readFile(path, 'utf8'))?.[1]
  if (yaml === undefined) {
    throw new MalformedCandidateError(path, root, [
      'falta la cabecera: empieza el archivo con «/*---», los datos en YAML y «---*/».',
    ])
  }
  const data = parse(yaml) as Record<string, unknown>
  const faults = keys.flatMap((key) => headerFaults(key, data[key]))
  const unknown = Object.keys(data).filter((key) => !keys.includes(key))
  faults.push(...unknown.map((key) => `«${key}» no es una clave; las hay: ${keys.join(', ')}.`))
  if (faults.length > 0) throw new MalformedCandidateError(path, root, faults)
  return {
    text: (key) => (data[key] as string).trim(),
    rejections: () => data['rejected-by'] as readonly Rejection[],
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
