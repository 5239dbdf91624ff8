import { relative, sep } from 'node:path'

import { findLesson, findStep, parseStepRef } from '../course/catalogue.ts'
import type { Lesson } from '../course/lesson.ts'
import { currentStep, type Position, type Progress } from '../course/progress.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Io } from './command.ts'

/** La lección en cuya carpeta está la persona, si está en alguna. */
export function lessonHere(catalogue: readonly Lesson[], { cwd }: Io): Lesson | undefined {
  return catalogue.find(({ dir }) => {
    const path = relative(dir, cwd)
    return path === '' || (!path.startsWith(`..${sep}`) && path !== '..' && !/^[a-z]:/i.test(path))
  })
}

/**
 * La lección que se nombra o, si no se nombra ninguna, la de la carpeta en que se está. Con
 * `progress`, si no, la que se tiene en curso.
 */
export function pickLesson(
  catalogue: readonly Lesson[],
  reference: string | undefined,
  io: Io,
  example: string,
  progress?: Progress,
): Lesson {
  if (reference !== undefined) return findLesson(catalogue, reference)
  const current = progress && currentStep(catalogue, progress)?.lesson
  const here = lessonHere(catalogue, io) ?? current
  if (here !== undefined) return here
  const list = catalogue.map(({ number, slug }) => `${number} (${slug.slice(3)})`).join(', ')
  throw new UsageError(`¿De qué lección? Dilo con su número: ${example}\n  Lecciones: ${list}.`)
}

/** «05.3», «05» (su primer paso sin superar) o nada (el paso en que se está). */
export function pickStep(
  catalogue: readonly Lesson[],
  reference: string | undefined,
  progress: Progress,
  io: Io,
): Position {
  if (reference?.includes('.')) {
    const { lesson: name, step: number } = parseStepRef(reference)
    const lesson = findLesson(catalogue, name)
    return { lesson, step: findStep(lesson, number) }
  }
  const named = reference === undefined ? undefined : findLesson(catalogue, reference)
  const lesson = named ?? lessonHere(catalogue, io)
  const position = currentStep(lesson === undefined ? catalogue : [lesson], progress)
  if (position !== undefined) return position
  const done = lesson === undefined ? 'el taller' : `la lección ${lesson.number}`
  throw new UsageError(
    `Has superado ${done}: no queda paso del que dar pistas.\n` +
      '  De uno en concreto, con lección y paso: npm run pista -- 02.3',
  )
}
