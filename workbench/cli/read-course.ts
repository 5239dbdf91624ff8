import { relative } from 'node:path'

import { namesLesson, readLessons } from '../course/catalogue.ts'
import type { Lesson } from '../course/lesson.ts'
import { type Fault, MalformedLessonError } from '../course/malformed-lesson-error.ts'
import { readProgress, type Progress } from '../course/progress.ts'
import { wrap } from '../terminal/wrap.ts'
import type { Io } from './command.ts'

type Course = { readonly catalogue: readonly Lesson[]; readonly progress: Progress }

/** Las lecciones y lo superado; si el archivo de progreso estaba dañado, lo dice. */
export async function readCourse(io: Io, reference?: string): Promise<Course> {
  const catalogue = await readUsableLessons(io, reference)
  const progress = await readProgress(io.root)
  if (progress.notice !== undefined) io.err(progress.notice)
  return { catalogue, progress }
}

/**
 * Las lecciones que se entienden. Una mal escrita solo para lo suyo: lo que la nombra, o lo que se
 * pide desde su carpeta; a lo demás le basta con un aviso.
 */
export async function readUsableLessons(io: Io, reference?: string): Promise<readonly Lesson[]> {
  const { lessons, faults } = await readLessons(io.root)
  if (faults.length === 0) return lessons
  const wanted = reference?.trim().replace(/\.\d+$/, '') ?? lessonOfCwd(io)
  const its = faults.filter(({ where }) => isOf(where, wanted))
  if (its.length > 0 || lessons.length === 0) {
    throw new MalformedLessonError(its.length > 0 ? its : faults)
  }
  io.err(warning(faults))
  return lessons
}

function lessonOfCwd({ root, cwd }: Io): string | undefined {
  return /^lessons\/([^/]+)/.exec(relative(root, cwd).replaceAll('\\', '/'))?.[1]
}

function isOf(where: string, wanted: string | undefined): boolean {
  const slug = /^lessons\/([^/]+)\//.exec(where)?.[1]
  return slug !== undefined && wanted !== undefined && namesLesson(wanted, slug)
}

function warning(faults: readonly Fault[]): string {
  const lines = faults.map(({ where, what }) => wrap(`${where}: ${what}`, { indent: '    ' }))
  return `  Una lección no se puede leer, y se queda fuera:\n${lines.join('\n')}\n`
}
