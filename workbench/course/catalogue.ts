import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { didYouMean } from './closest.ts'
import { parseFrontMatter } from './front-matter.ts'
import type { FrontMatter, Lesson, Step } from './lesson.ts'
import { MalformedLessonError, type Fault } from './malformed-lesson-error.ts'
import { UsageError } from '../services/usage-error.ts'

export type { Lesson, Service, Step } from './lesson.ts'

const folderName = /^(?<number>\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * Las lecciones, en orden, según la cabecera de cada `lessons/NN-slug/README.md`.
 * Comprueba todo lo que dice la cabecera y nada más: que existan los archivos que nombra lo
 * comprueba `requireFiles`, porque a quien borra un test de la 01 la 02 le tiene que funcionar.
 */
export async function readCatalogue(root: string): Promise<readonly Lesson[]> {
  const folders = await lessonFolders(root)
  const faults: Fault[] = [...misnamedFolders(folders), ...repeatedNumbers(folders)]
  const lessons: Lesson[] = []

  for (const slug of folders.filter((folder) => folderName.test(folder))) {
    const where = `lessons/${slug}/README.md`
    const text = await readReadme(join(root, 'lessons', slug, 'README.md'))
    if (text === undefined) {
      faults.push({ where, what: 'falta este archivo: la cabecera de la lección vive en él.' })
      continue
    }
    const parsed = parseFrontMatter(text, where)
    if (parsed.ok) lessons.push(toLesson(root, slug, parsed.value))
    else faults.push(...parsed.faults)
  }

  if (faults.length > 0) throw new MalformedLessonError(faults)
  return lessons
}

function toLesson(root: string, slug: string, frontMatter: FrontMatter): Lesson {
  return { number: slug.slice(0, 2), slug, dir: join(root, 'lessons', slug), ...frontMatter }
}

async function lessonFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, 'lessons'), { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause
      throw new MalformedLessonError([{ where: 'lessons/', what: 'falta esta carpeta.' }], {
        cause,
      })
    },
  )
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted()
}

function misnamedFolders(folders: readonly string[]): readonly Fault[] {
  return folders
    .filter((folder) => !folderName.test(folder))
    .map((folder) => ({
      where: `lessons/${folder}/`,
      what: 'el nombre no sirve: dos cifras, un guion y minúsculas sin tildes, como «02-event-bus».',
    }))
}

function repeatedNumbers(folders: readonly string[]): readonly Fault[] {
  return folders
    .filter((folder, index) => folders[index - 1]?.slice(0, 3) === folder.slice(0, 3))
    .map((folder) => ({
      where: `lessons/${folder}/`,
      what: `ya hay otra lección con el número ${folder.slice(0, 2)}; cada una lleva el suyo.`,
    }))
}

async function readReadme(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** «2», «02», «02-event-bus» o «event-bus»: como salga teclearlo. */
export function findLesson(catalogue: readonly Lesson[], reference: string): Lesson {
  const wanted = basename(reference.trim().replaceAll('\\', '/'))
  const number = /^\d{1,2}$/.test(wanted) ? wanted.padStart(2, '0') : undefined
  const found = catalogue.find(
    (lesson) =>
      lesson.number === number || lesson.slug === wanted || lesson.slug.slice(3) === wanted,
  )
  if (found !== undefined) return found

  const list = catalogue.map(({ number: n, slug }) => `${n} (${slug.slice(3)})`).join(', ')
  const hint = didYouMean(
    wanted,
    catalogue.flatMap(({ slug }) => [slug, slug.slice(3)]),
  )
  throw new UsageError(`No hay ninguna lección «${reference}».${hint}\n  Lecciones: ${list}.`)
}

/** «05.3» → lección «05», paso 3. La lección puede ir como en `findLesson`. */
export function parseStepRef(raw: string): { readonly lesson: string; readonly step: number } {
  const [, lesson, step] = /^(.+)\.([1-9]\d?)$/.exec(raw.trim()) ?? []
  if (lesson !== undefined && step !== undefined) return { lesson, step: Number(step) }
  throw new UsageError(
    `«${raw}» no señala un paso. Escribe lección, punto y paso: «02.3» es el paso 3 de la 02.`,
  )
}

/** El paso con ese número, o una queja que dice cuántos hay. */
export function findStep(lesson: Lesson, number: number): Step {
  const step = lesson.steps[number - 1]
  if (step !== undefined) return step
  throw new UsageError(
    `La lección ${lesson.number} no tiene paso ${number}: van del 1 al ${lesson.steps.length}.`,
  )
}
