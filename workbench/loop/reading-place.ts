import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import type { Place } from './state.ts'

/** Dónde cuenta el README la tarea del paso: donde nombra su test, pasada la cabecera. */
export async function readingPlace(lesson: Lesson, step: Step): Promise<Place> {
  const file = `lessons/${lesson.slug}/README.md`
  try {
    const lines = (await readFile(join(lesson.dir, 'README.md'), 'utf8')).split('\n')
    const prose = lines.indexOf('---', 1) + 1
    const index = lines.findIndex((line, at) => at >= prose && line.includes(step.test))
    return { file, line: index === -1 ? 1 : index + 1 }
  } catch {
    return { file, line: 1 } // sin README: lo cuenta la falta, no esto
  }
}
