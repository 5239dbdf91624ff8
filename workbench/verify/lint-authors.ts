import type { Lesson } from '../course/lesson.ts'
import { readLintedCourse, type Rule } from './linted-course.ts'
import { commands } from './rules/commands.ts'
import { compiles } from './rules/compiles.ts'
import { dependencyArrows } from './rules/dependency-arrows.ts'
import { formatted } from './rules/formatted.ts'
import { editPlaces } from './rules/edit-places.ts'
import { hints } from './rules/hints.ts'
import { learnerTodo } from './rules/learner-todo.ts'
import { lessonPages } from './rules/lesson-pages.ts'
import { linted } from './rules/linted.ts'
import { links } from './rules/links.ts'
import { quotedRegions } from './rules/quoted-regions.ts'
import { recordedTraces } from './rules/recorded-traces.ts'
import { rootEntries } from './rules/root-entries.ts'
import { sameExports } from './rules/same-exports.ts'
import { testsHonest } from './rules/tests-honest.ts'

// Primero las que lanzan otro programa: mientras esperan, trabajan las demás.
const rules: readonly Rule[] = [
  compiles,
  linted,
  formatted,
  dependencyArrows,
  sameExports,
  testsHonest,
  learnerTodo,
  hints,
  editPlaces,
  links,
  commands,
  quotedRegions,
  lessonPages,
  recordedTraces,
  rootEntries,
]

/**
 * Lo que quien escribe el curso tiene que cumplir. Cada queja dice dónde y qué hacer. El `src` de
 * una lección empezada no da ninguna: se juzga en su lugar la copia del código inicial.
 */
export async function lintAuthors(
  root: string,
  lessons: readonly Lesson[],
  begun: readonly Lesson[],
): Promise<readonly string[]> {
  const course = await readLintedCourse(root, lessons, begun)
  const faults = await Promise.all(rules.map((rule) => rule(course)))
  return faults.flat().map(({ where, what }) => `${where}: ${what}`)
}
