import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import { declarationLine } from '../course/symbol-block.ts'
import type { Failure } from './failure.ts'

/** Dónde ponerse a escribir: la línea que señala el fallo o, si no, la del símbolo del paso. */
export function editPlace(
  lesson: Lesson,
  step: Step,
  failure?: Failure,
): NonNullable<Failure['at']> {
  return failure?.at ?? declarationOf(lesson, step)
}

/** La línea donde se declara el símbolo del paso; sin él, la primera. */
function declarationOf(lesson: Lesson, step: Step): NonNullable<Failure['at']> {
  const file = join(lesson.dir, step.file)
  if (!step.at) return { file, line: 1 }
  try {
    const index = declarationLine(readFileSync(file, 'utf8').split('\n'), step.at)
    return { file, line: (index ?? 0) + 1 }
  } catch {
    return { file, line: 1 } // el archivo falta: el propio fallo ya lo dice
  }
}
