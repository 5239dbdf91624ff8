import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { readCatalogue } from '../../../workbench/course/catalogue.ts'
import type { Lesson } from '../../../workbench/course/lesson.ts'
import { readIfExists } from '../../../workbench/course/read-if-exists.ts'
import { type MistakeHeader, readMistakeHeaders } from '../../../workbench/verify/candidates.ts'
import { type DifferenceLine, distinctionOf } from './difference.ts'

export type LessonMistakes = {
  readonly slug: string
  readonly number: string
  readonly title: string
  /** Por el primer paso cuyos tests lo rechazan, que es donde lo ve quien lo comete. */
  readonly steps: readonly {
    readonly number: number
    readonly title: string
    readonly mistakes: readonly MistakeHeader[]
  }[]
}

/** El código que distingue a cada error de una lección, por su nombre. */
export type Distinctions = ReadonlyMap<string, readonly DifferenceLine[]>

/** El catálogo que juzgan los tests, tal cual: estas páginas no tienen nada escrito a mano. */
export async function readMistakes(root: string): Promise<readonly LessonMistakes[]> {
  const lessons = await readCatalogue(root)
  const read = await Promise.all(lessons.map((lesson) => readLesson(root, lesson)))
  return read.filter(({ steps }) => steps.length > 0)
}

async function readLesson(root: string, lesson: Lesson): Promise<LessonMistakes> {
  const mistakes = await readMistakeHeaders(root, lesson)
  const steps = lesson.steps.map(({ number, title }) => ({
    number,
    title,
    mistakes: mistakes.filter(({ rejectedBy }) => firstStep(rejectedBy) === number),
  }))
  return {
    slug: lesson.slug,
    number: lesson.number,
    title: lesson.title,
    steps: steps.filter((step) => step.mistakes.length > 0),
  }
}

function firstStep(rejectedBy: MistakeHeader['rejectedBy']): number {
  return Math.min(...rejectedBy.map(({ step }) => step))
}

/** Aparte de lo demás: leerlo todo y compararlo es lo que cuesta, y solo lo enseñan las páginas. */
export async function readDistinctions(
  root: string,
  { slug, steps }: LessonMistakes,
): Promise<Distinctions> {
  const folder = join(root, 'solutions', slug)
  const sources = await Promise.all(
    steps
      .flatMap(({ mistakes }) => mistakes)
      .map(async ({ name, replaces }) => ({
        name,
        replaces,
        text: await readFile(join(folder, 'mistakes', `${name}.ts`), 'utf8'),
      })),
  )
  const read = await Promise.all(
    sources.map(async ({ name, replaces, text }) => {
      const rivals = sources.filter((other) => other.text !== text && other.replaces === replaces)
      const reference = await readReference(folder, replaces)
      const others = rivals.map((rival) => rival.text)
      return [name, distinctionOf(text, reference, others)] as const
    }),
  )
  return new Map(read)
}

/** Lo que no cambia del código inicial a la solución solo está en el código inicial. */
async function readReference(folder: string, name: string): Promise<string> {
  const solution = await readIfExists(join(folder, 'src', name))
  return solution ?? readFile(join(folder, 'starter', name), 'utf8')
}
