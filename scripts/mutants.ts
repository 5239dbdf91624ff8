import type { Command } from '../workbench/cli/command.ts'
import { findLesson, readCatalogue } from '../workbench/course/catalogue.ts'
import { requireFiles } from '../workbench/course/files.ts'
import { judgeMutants, StuckMutantError } from './mutants/judge-mutants.ts'
import { isSound, type LessonOutcome, survivorsOf } from './mutants/outcome.ts'
import { countOf, renderOutcomes, scoreOf } from './mutants/table.ts'

export const command: Command = {
  summary: 'rompe las soluciones a propósito y cuenta qué notan los tests',
  usage: 'npm run mutants -- [lección]',
  details:
    'Cambia una cosa cada vez en solutions/NN/src (quita un «await», niega una condición…)\n' +
    'y pasa los tests de la lección. Un cambio que ningún test nota es un test que falta,\n' +
    'o un cambio equivalente, que se declara en solutions/NN/equivalent-mutants.json.',
  options: { json: { type: 'boolean', help: 'el resultado como datos' } },
  maxPositionals: 1,

  async run({ positionals: [reference], values }, io) {
    const catalogue = await readCatalogue(io.root)
    const lessons = reference === undefined ? catalogue : [findLesson(catalogue, reference)]
    const outcomes: LessonOutcome[] = []
    try {
      // De una en una: los proyectos de una lección ya ocupan todos los núcleos.
      for (const lesson of lessons) {
        await requireFiles(lesson)
        io.err(`  rompiendo ${lesson.number} · ${lesson.title}…`)
        outcomes.push(await judgeMutants(io.root, lesson))
      }
    } catch (error) {
      if (!(error instanceof StuckMutantError)) throw error
      io.err(error.message)
      // Un hilo en un bucle sin fin no atiende a nada: solo el fin del proceso lo para.
      // oxlint-disable-next-line unicorn/no-process-exit
      process.stdout.write('', () => process.exit(3))
      return 3
    }
    io.out(
      values['json'] === true
        ? JSON.stringify(outcomes.map(asJson), undefined, 2)
        : renderOutcomes(outcomes, io),
    )
    return outcomes.every(isSound) ? 0 : 1
  },
}

function asJson(outcome: LessonOutcome): object {
  const { lesson, outcomes, stale } = outcome
  return {
    lesson: lesson.slug,
    mutants: outcomes.length,
    detected: countOf(outcome, 'detected'),
    loops: countOf(outcome, 'loop'),
    timeOuts: countOf(outcome, 'time-out'),
    equivalent: countOf(outcome, 'equivalent'),
    survived: countOf(outcome, 'survived'),
    score: scoreOf(outcome),
    survivors: survivorsOf(outcome).map(({ file, line, lineText, change }) => ({
      ...{ at: `solutions/${lesson.slug}/src/${file}:${line}` },
      ...{ file, line: lineText, change },
    })),
    stale,
  }
}
