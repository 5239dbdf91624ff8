import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listFiles } from '../course/file-tree.ts'
import type { Lesson } from '../course/lesson.ts'
import type { Fault } from '../course/malformed-lesson-error.ts'
import { readGitIgnore } from './git-ignore.ts'
import { parseSource, type SourceCode } from './source-code.ts'

/** Lo que miran las reglas de autores. Las rutas son relativas a la raíz, siempre con «/». */
export type LintedCourse = {
  readonly root: string
  readonly lessons: readonly Lesson[]
  readonly begun: readonly Lesson[]
  /** Lo que hay en la raíz, carpetas incluidas. */
  readonly rootEntries: readonly string[]
  /** Los archivos que hay que juzgar. */
  readonly files: readonly string[]
  readonly judges: (file: string) => boolean
  readonly read: (file: string) => Promise<string>
  readonly parse: (file: string) => Promise<SourceCode>
}

/** Una regla dice cada falta, dónde está y qué hacer; sin faltas, nada. */
export type Rule = (course: LintedCourse) => Promise<readonly Fault[]>

const folders = ['.ci', '.github', 'docs', 'lessons', 'scripts', 'solutions', 'workbench']

export async function readLintedCourse(
  root: string,
  lessons: readonly Lesson[],
  begun: readonly Lesson[],
): Promise<LintedCourse> {
  const ignored = await readGitIgnore(root)
  const [entries, nested] = await Promise.all([
    readdir(root, { withFileTypes: true }),
    Promise.all(
      folders.map(async (folder) => {
        const skips = (nested: string) => ignored(`${folder}/${nested}/x`)
        return (await listFiles(join(root, folder), skips)).map((file) => `${folder}/${file}`)
      }),
    ),
  ])
  const rootFiles = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const twins = notJudged(lessons, begun)
  const judges = (file: string): boolean =>
    !ignored(file) && !twins.some((folder) => file.startsWith(folder))
  const read = remember((file) => readFile(join(root, file), 'utf8'))
  return {
    root,
    lessons,
    begun,
    rootEntries: entries.map(({ name }) => name).filter((name) => !ignored(name)),
    files: [...rootFiles, ...nested.flat()].filter((file) => judges(file)),
    judges,
    read,
    parse: remember(async (file) => parseSource(file, await read(file))),
  }
}

/**
 * El código inicial está dos veces y se juzga una: en la lección, que es donde se corrige, salvo
 * que alguien la haya empezado. Entonces lo de la lección es suyo y nunca da una queja.
 */
function notJudged(lessons: readonly Lesson[], begun: readonly Lesson[]): readonly string[] {
  return lessons.map(({ slug }) =>
    begun.some((lesson) => lesson.slug === slug)
      ? `lessons/${slug}/src/`
      : `solutions/${slug}/starter/`,
  )
}

/** Varias reglas miran los mismos archivos: cada uno se lee y se analiza una vez. */
function remember<T>(load: (file: string) => Promise<T>): (file: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (file) => {
    const loaded = known.get(file) ?? load(file)
    known.set(file, loaded)
    return loaded
  }
}
