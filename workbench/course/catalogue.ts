import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { didYouMean } from './closest.ts'
import { cacheHeaders, headersKey, readCachedHeaders, type Headers } from './header-cache.ts'
import type { FrontMatter, Lesson, Step } from './lesson.ts'
import { MalformedLessonError, type Fault } from './malformed-lesson-error.ts'
import { readIfExists } from './read-if-exists.ts'
import { UsageError } from '../services/usage-error.ts'

export type { Lesson, Service, Step } from './lesson.ts'

const missingReadme =
  'falta este README: en él va la cabecera. Si lo había, git checkout lo recupera.'

const folderName = /^(?<number>\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * Las lecciones, en orden, según la cabecera de cada `lessons/NN-slug/README.md`.
 * Comprueba todo lo que dice la cabecera y nada más: que existan los archivos que nombra lo
 * comprueba `requireFiles`, porque a quien borra un test de la 01 la 02 le tiene que funcionar.
 */
export async function readCatalogue(root: string): Promise<readonly Lesson[]> {
  const { lessons, faults } = await readLessons(root)
  if (faults.length > 0) throw new MalformedLessonError(faults)
  return lessons
}

export type Lessons = {
  readonly lessons: readonly Lesson[]
  readonly faults: readonly Fault[]
}

/** Las lecciones que se entienden, y qué les pasa a las demás: el bucle sigue con las que hay. */
export async function readLessons(root: string): Promise<Lessons> {
  const folders = await lessonFolders(root)
  const named = folders.filter((folder) => folderName.test(folder))
  const readmes = await Promise.all(named.map(async (slug) => readReadme(root, slug)))

  const faults: Fault[] = [...misnamedFolders(folders), ...repeatedNumbers(folders)]
  for (const { where, text } of readmes) {
    if (text === undefined) faults.push({ where, what: missingReadme })
  }
  const present = readmes.filter((readme): readme is PresentReadme => readme.text !== undefined)
  const headers = await readHeaders(root, present, faults)
  const lessons = present.flatMap(({ slug }) => {
    const header = headers[slug]
    if (header === undefined) return []
    return [{ number: slug.slice(0, 2), slug, dir: join(root, 'lessons', slug), ...header }]
  })
  return { lessons, faults }
}

type Readme = { readonly slug: string; readonly where: string; readonly text: string | undefined }
type PresentReadme = Readme & { readonly text: string }

/** Lo que falle queda apuntado en `faults`; con una sola falta no se guarda nada en la caché. */
async function readHeaders(
  root: string,
  readmes: readonly PresentReadme[],
  faults: Fault[],
): Promise<Headers> {
  const key = await headersKey(readmes.map(({ slug, text }) => [slug, headerOf(text)]))
  const cached = await readCachedHeaders(root, key)
  if (cached !== undefined) return cached

  const { parseFrontMatter } = await import('./front-matter.ts')
  const headers: Record<string, FrontMatter> = {}
  for (const { slug, where, text } of readmes) {
    const parsed = parseFrontMatter(text, where)
    if (parsed.ok) headers[slug] = parsed.value
    else faults.push(...parsed.faults)
  }
  if (faults.length === 0) await cacheHeaders(root, key, headers)
  return headers
}

/** Hasta el segundo «---»: cambiar la prosa no obliga a releer el YAML. */
function headerOf(text: string): string {
  const end = text.search(/\n---[ \t]*(?:\r?\n|$)/)
  // Con su «---»: sin él, una cabecera sin cerrar pasaría por la misma.
  return end === -1 ? text : text.slice(0, end + 4)
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

async function readReadme(root: string, slug: string): Promise<Readme> {
  const where = `lessons/${slug}/README.md`
  return { slug, where, text: await readIfExists(join(root, where)) }
}

/** «2», «02», «02-event-bus», «event-bus» o un archivo suyo: como salga teclearlo. */
export function findLesson(catalogue: readonly Lesson[], reference: string): Lesson {
  const found = catalogue.find(({ slug }) => namesLesson(reference, slug))
  if (found !== undefined) return found

  const list = catalogue.map(({ number: n, slug }) => `${n} (${slug.slice(3)})`).join(', ')
  const hint = didYouMean(
    nameIn(reference),
    catalogue.flatMap(({ slug }) => [slug, slug.slice(3)]),
  )
  throw new UsageError(`No hay ninguna lección «${reference}».${hint}\n  Lecciones: ${list}.`)
}

/** Si con eso se nombra a la lección de esa carpeta: su número, su nombre o una ruta de dentro. */
export function namesLesson(reference: string, slug: string): boolean {
  const wanted = nameIn(reference)
  const number = /^\d{1,2}$/.test(wanted) ? wanted.padStart(2, '0') : undefined
  return slug.slice(0, 2) === number || slug === wanted || slug.slice(3) === wanted
}

function nameIn(reference: string): string {
  const path = reference.trim().replaceAll('\\', '/')
  return /(?:^|\/)lessons\/([^/]+)\//.exec(path)?.[1] ?? basename(path)
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
