import { requiredSteps } from '../course/lesson.ts'
import { isPassed } from '../course/progress.ts'
import { compareLesson, compareSteps } from '../loop/compare.ts'
import type { DiffLine } from '../loop/state.ts'
import { diffRow } from '../loop/view/compare.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { pickLesson, pickStep } from './pick-lesson.ts'
import { readCourse } from './read-course.ts'
import { count } from '../terminal/screen.ts'

export const command: Command = {
  summary: 'lo que va del código inicial, o de lo tuyo, a la referencia',
  usage: 'npm run comparar -- [lección[.paso]] [--vivo] [--si]',
  details:
    'Sin --vivo, la diferencia entre el código inicial y la referencia; con --vivo, entre lo tuyo ' +
    'y la referencia. De un paso enseña solo lo que pide; de una lección, todos sus archivos, o lo de los pasos ' +
    'superados si aún quedan otros. Sin decir nada, la lección en curso. Lo que no está superado ' +
    'pide --si: verías la solución.',
  options: {
    vivo: { type: 'boolean', help: 'desde lo tuyo, y no desde el código inicial' },
    si: { type: 'boolean', short: 's', help: 'aunque aún no esté superado' },
    json: { type: 'boolean', help: 'lo mismo, como JSON' },
  },
  maxPositionals: 1,

  async run({ positionals: [reference], values }, io) {
    const { catalogue, progress } = await readCourse(io, reference)
    const ofStep = reference !== undefined && /\.\d+$/.test(reference)
    const { lesson, step } = ofStep
      ? pickStep(catalogue, reference, progress, io)
      : {
          lesson: pickLesson(catalogue, reference, io, 'npm run comparar -- 02', progress),
          step: undefined,
        }
    const shown = reference ?? lesson.number
    const wanted = step === undefined ? requiredSteps(lesson) : [step]
    const passed = wanted.filter((each) => isPassed(progress, lesson, each))
    const whole = values['si'] === true || passed.length === wanted.length
    if (!whole && passed.length === 0) {
      throw new UsageError(
        `Aún no has superado ${step ? 'ese paso' : `ningún paso de la ${lesson.number}`}, y verías la solución.\n` +
          `  Si la quieres: npm run comparar -- ${shown} --si`,
      )
    }
    const mode = values['vivo'] === true ? 'live' : 'fixed'
    const lines =
      step === undefined && whole
        ? await compareLesson(lesson, mode)
        : await compareSteps(lesson, step ? [step] : passed, mode)
    io.out(values['json'] === true ? JSON.stringify(lines, undefined, 2) : screen(lines, mode, io))
    if (!whole) {
      const rest = count(wanted.length - passed.length, 'paso', 'pasos')
      io.err(`  Queda fuera lo de ${rest} por superar. Entero: npm run comparar -- ${shown} --si\n`)
    }
    return 0
  },
}

function screen(lines: readonly DiffLine[], mode: 'live' | 'fixed', io: Io): string {
  const from = mode === 'live' ? '− tuyo' : '− inicial'
  return ['', `  ${from}   + referencia`, '', ...lines.map((line) => diffRow(line, io)), ''].join(
    '\n',
  )
}
