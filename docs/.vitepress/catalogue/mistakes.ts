import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { readCatalogue } from '../../../workbench/course/catalogue.ts'
import type { Lesson } from '../../../workbench/course/lesson.ts'
import { type MistakeHeader, readMistakeHeaders } from '../../../workbench/verify/candidates.ts'
import { type DifferenceLine, distinctionOf } from './difference.ts'

export type PublishedMistake = MistakeHeader & {
  readonly distinction: readonly DifferenceLine[]
}

export type LessonMistakes = {
  readonly slug: string
  readonly number: string
  readonly title: string
  /** Por el primer paso cuyos tests lo rechazan, que es donde lo ve quien lo comete. */
  readonly steps: readonly {
    readonly number: number
    readonly title: string
    readonly mistakes: readonly PublishedMistake[]
  }[]
}

/** El catálogo que juzgan los tests, tal cual: estas páginas no tienen nada escrito a mano. */
export async function readMistakes(root: string): Promise<readonly LessonMistakes[]> {
  const lessons = await readCatalogue(root)
  const read = await Promise.all(lessons.map((lesson) => readLesson(root, lesson)))
  return read.filter(({ steps }) => steps.length > 0)
}

async function readLesson(root: string, lesson: Lesson): Promise<LessonMistakes> {
  const mistakes = await withDistinctions(
    join(root, 'solutions', lesson.slug),
    await readMistakeHeaders(root, lesson),
  )
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

async function withDistinctions(
  folder: string,
  headers: readonly MistakeHeader[],
): Promise<readonly PublishedMistake[]> {
  const sources = await Promise.all(
    headers.map(async (header) => ({
      header,
      text: await readFile(join(folder, 'mistakes', `${header.name}.ts`), 'utf8'),
    })),
  )
  return Promise.all(
    sources.map(async ({ header, text }) => {
      const rivals = sources.filter(
        (other) => other.text !== text && other.header.replaces === header.replaces,
      )
      const reference = await readReference(folder, header.replaces)
      const others = rivals.map((rival) => rival.text)
      return { ...header, distinction: distinctionOf(text, reference, others) }
    }),
  )
}

/** Lo que no cambia del código inicial a la solución solo está en el código inicial. */
function readReference(folder: string, name: string): Promise<string> {
  return readFile(join(folder, 'src', name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return readFile(join(folder, 'starter', name), 'utf8')
  })
}
