import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Lesson, placesOf, type Step, type SymbolPlace } from '../course/lesson.ts'
import { declarationLine } from '../course/symbol-block.ts'
import type { Failure } from './failure.ts'

/**
 * Dónde ponerse a escribir: la línea que señala el fallo; si no, el símbolo que nombró el test, y
 * si no nombró ninguno, el del paso.
 */
export function editPlace(
  lesson: Lesson,
  step: Step,
  failure?: Failure,
): NonNullable<Failure['at']> {
  if (failure?.at) return failure.at
  for (const place of [...placesOfSymbol(lesson, step, failure?.symbol), ...placesOf(step)]) {
    const line = lineOf(lesson, place)
    if (line !== undefined) return { file: join(lesson.dir, place.file), line }
  }
  return { file: join(lesson.dir, step.file), line: 1 }
}

/** Los sitios con ese nombre: primero los del paso y después los de los demás de la lección. */
export function placesOfSymbol(
  lesson: Lesson,
  step: Step,
  symbol: string | undefined,
): readonly SymbolPlace[] {
  if (symbol === undefined) return []
  return [step, ...lesson.steps].flatMap(placesOf).filter(({ at }) => at === symbol)
}

function lineOf({ dir }: Lesson, { file, at }: SymbolPlace): number | undefined {
  try {
    const index = declarationLine(readFileSync(join(dir, file), 'utf8').split('\n'), at)
    return index === undefined ? undefined : index + 1
  } catch {
    return undefined // el archivo falta: el propio fallo ya lo dice
  }
}
