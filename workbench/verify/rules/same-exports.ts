import { join, relative } from 'node:path'

import { contentOf, listFiles } from '../../course/file-tree.ts'
import { starterDir } from '../../course/files.ts'
import { filesOf, type Lesson } from '../../course/lesson.ts'
import type { Fault } from '../../course/malformed-lesson-error.ts'
import { readCandidates } from '../candidates.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'
import { type Export, isSource } from '../source-code.ts'

/** Lo que se compara se puede cambiar de sitio: mismos archivos y mismas exportaciones. */
export const sameExports: Rule = async (course) => {
  const faults = await Promise.all(
    course.lessons.flatMap((lesson) => [
      referenceFaults(course, lesson),
      candidateFaults(course, lesson),
    ]),
  )
  return faults.flat()
}

async function referenceFaults(course: LintedCourse, lesson: Lesson): Promise<readonly Fault[]> {
  const folder = `solutions/${lesson.slug}`
  const [reference, starter] = await Promise.all([
    listFiles(join(course.root, folder, 'src')),
    listFiles(starterDir(lesson)),
  ])
  const exercises = new Set(lesson.steps.flatMap(filesOf).map((file) => file.slice('src/'.length)))
  const missing = [...exercises]
    .filter((name) => !reference.includes(name))
    .map((name) => ({
      where: `${folder}/src/${name}`,
      what: `falta: lo nombra un paso de lessons/${lesson.slug}/README.md, así que lleva solución.`,
    }))
  const faults = await Promise.all(
    reference.map(async (name): Promise<readonly Fault[]> => {
      const where = `${folder}/src/${name}`
      // Lo dado se repite para que la solución se pueda leer y ejecutar sola; idéntico, o engaña.
      if (!exercises.has(name)) {
        const same = await sameContent(join(course.root, folder), name)
        const what = `no es un ejercicio de ningún paso, así que tiene que ser igual que el del código inicial:\n  cp ${folder}/starter/${name} ${where}`
        return same ? [] : [{ where, what }]
      }
      if (!starter.includes(name)) {
        const what = `no está en ${folder}/starter. Escríbelo en lessons/${lesson.slug}/src y fija la copia:\n  npm run starter -- ${lesson.number}`
        return [{ where, what }]
      }
      const [ours, theirs] = await Promise.all([
        exportsOf(where, course),
        exportsOf(`${folder}/starter/${name}`, course),
      ])
      return [
        ...lacking(ours, theirs).map((fault) => ({
          where,
          what: `${fault}, como el código inicial.`,
        })),
        ...lacking(theirs, ours).map((fault) => ({
          where: `${folder}/starter/${name}`,
          what: `${fault}, como la solución. Escríbelo en lessons/${lesson.slug}/src y fija la copia:\n  npm run starter -- ${lesson.number}`,
        })),
      ]
    }),
  )
  return [...missing, ...faults.flat()]
}

async function sameContent(folder: string, name: string): Promise<boolean> {
  const [ours, given] = await Promise.all([
    contentOf(join(folder, 'src', name)),
    contentOf(join(folder, 'starter', name)),
  ])
  return ours !== undefined && given !== undefined && ours.equals(given)
}

async function candidateFaults(course: LintedCourse, lesson: Lesson): Promise<readonly Fault[]> {
  const candidates = await readCandidates(course.root, lesson)
  const reference = candidates.find(({ kind }) => kind === 'reference')?.files.files ?? {}
  const faults = await Promise.all(
    candidates
      .filter(({ kind }) => kind === 'mistake' || kind === 'alternative')
      .flatMap(({ files: { files } }) =>
        Object.entries(files).filter(([name, path]) => reference[name] !== path),
      )
      .map(async ([name, path]) => {
        const from = (target: string) => relative(course.root, target).replaceAll('\\', '/')
        const where = from(path)
        const [own, replaced] = await Promise.all([
          exportsOf(where, course),
          exportsOf(from(reference[name] ?? path), course),
        ])
        return lacking(own, replaced).map((fault) => ({ where, what: `${fault}, como ${name}.` }))
      }),
  )
  return faults.flat()
}

/** Lo que hay en `wanted` y falta en `own`. Una clase vale como tipo; un tipo, como valor no. */
function lacking(own: readonly Export[], wanted: readonly Export[]): readonly string[] {
  const names = wanted
    .filter(({ name, isType }) => !own.some((has) => has.name === name && (isType || !has.isType)))
    .map(({ name, isType }) => `${isType ? 'el tipo ' : ''}«${name}»`)
  return names.length === 0 ? [] : [`tiene que exportar ${names.join(' y ')}`]
}

async function exportsOf(file: string, { parse }: LintedCourse): Promise<readonly Export[]> {
  return isSource(file) ? (await parse(file)).exports : []
}
