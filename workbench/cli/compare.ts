import { findLesson } from '../course/catalogue.ts'
import { requiredSteps } from '../course/lesson.ts'
import { isPassed } from '../course/progress.ts'
import { compareLesson, compareStep } from '../loop/compare.ts'
import type { DiffLine } from '../loop/state.ts'
import { diffRow } from '../loop/view/compare.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { pickStep } from './pick-lesson.ts'
import { readCourse } from './read-course.ts'

export const command: Command = {
  summary: 'lo que va del código inicial, o de lo tuyo, a la referencia',
  usage: 'npm run comparar -- <lección>[.<paso>] [--vivo] [--si]',
  details:
    'Sin --vivo, la diferencia entre el código inicial y la referencia; con --vivo, entre lo tuyo ' +
    'y la referencia. De un paso enseña solo su símbolo; de una lección, todos sus archivos. ' +
    'Si aún no está superado, hay que decir --si: verías la solución.',
  options: {
    vivo: { type: 'boolean', help: 'desde lo tuyo, y no desde el código inicial' },
    si: { type: 'boolean', short: 's', help: 'aunque aún no esté superado' },
    json: { type: 'boolean', help: 'lo mismo, como JSON' },
  },
  maxPositionals: 1,

  async run({ positionals: [reference], values }, io) {
    if (reference === undefined) {
      throw new UsageError(`Falta qué comparar. Se usa así: ${command.usage}`)
    }
    const { catalogue, progress } = await readCourse(io)
    const { lesson, step } = /\.\d+$/.test(reference)
      ? pickStep(catalogue, reference, progress, io)
      : { lesson: findLesson(catalogue, reference), step: undefined }

    const wanted = step === undefined ? requiredSteps(lesson) : [step]
    if (values['si'] !== true && !wanted.every((each) => isPassed(progress, lesson, each))) {
      throw new UsageError(
        `Aún no has superado ${step ? 'ese paso' : 'esa lección'}, y verías la solución.\n` +
          `  Si la quieres: npm run comparar -- ${reference} --si`,
      )
    }
    const mode = values['vivo'] === true ? 'live' : 'fixed'
    const lines = step
      ? await compareStep(lesson, step, { mode, whole: false })
      : await compareLesson(lesson, mode)
    io.out(values['json'] === true ? JSON.stringify(lines, undefined, 2) : screen(lines, mode, io))
    return 0
  },
}

function screen(lines: readonly DiffLine[], mode: 'live' | 'fixed', io: Io): string {
  const from = mode === 'live' ? '− tuyo' : '− inicial'
  return ['', `  ${from}   + referencia`, '', ...lines.map((line) => diffRow(line, io)), ''].join(
    '\n',
  )
}
