import type { Lesson } from '../../course/lesson.ts'
import type { Fault } from '../../course/malformed-lesson-error.ts'
import { findEmptyExpects } from '../honesty/expects.ts'
import { findLostExplanations } from '../honesty/lost-explanations.ts'
import { findSkips } from '../honesty/skips.ts'
import { findSleeps } from '../honesty/sleeps.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'

const testCode = /^(?:lessons|workbench)\/[^/]+\/tests\/.+\.ts$/
const onPurpose = /^\s*Pausa a propósito: \S/

/** Un test que no muerde, que duerme o que se salta sin decirlo engaña a quien se fía de él. */
export const testsHonest: Rule = async (course) => {
  const faults = await Promise.all(
    course.files.filter((file) => testCode.test(file)).map((file) => faultsIn(file, course)),
  )
  return [...faults.flat(), ...orphans(course)]
}

async function faultsIn(file: string, { parse }: LintedCourse): Promise<readonly Fault[]> {
  const { program, comments, lineAt } = await parse(file)
  const inLesson = file.startsWith('lessons/')
  // Matar un proceso en un momento cualquiera pide una pausa; ha de decirlo justo encima.
  const excused = (offset: number): boolean =>
    comments.some(({ text, line }) => onPurpose.test(text) && line === lineAt(offset) - 1)
  const sleeps = findSleeps(program, { polling: !(inLesson && file.endsWith('.test.ts')) })
  const findings = [
    ...findSkips(program),
    ...sleeps.filter(({ offset }) => inLesson || !excused(offset)),
    ...(inLesson ? [...findEmptyExpects(program), ...findLostExplanations(program)] : []),
  ]
  return findings
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, what }) => ({ where: `${file}:${lineAt(offset)}`, what }))
}

/** Que cada paso tenga su test lo exige el catálogo; aquí, que cada test tenga su paso. */
function orphans({ lessons, files }: LintedCourse): readonly Fault[] {
  return lessons.flatMap((lesson) => {
    const folder = `lessons/${lesson.slug}/`
    const known = new Set(lesson.steps.map(({ test }) => folder + test))
    return files
      .filter((file) => file.startsWith(`${folder}tests/`) && file.endsWith('.test.ts'))
      .filter((file) => !known.has(file))
      .map((where) => ({ where, what: misplaced(where, lesson) }))
  })
}

function misplaced(file: string, { steps }: Lesson): string {
  const [, id] = /\/(?:\d+-)?([^/]+)\.test\.ts$/.exec(file) ?? []
  const step = steps.find((each) => each.id === id)
  return step === undefined
    ? 'no es el test de ningún paso, así que nadie lo ejecuta: añade el paso al README o bórralo.'
    : `«${id}» es el paso ${step.number}: llámalo ${step.number}-${id}.test.ts.`
}
