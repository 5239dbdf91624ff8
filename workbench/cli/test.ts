import { findLesson, findStep, parseStepRef } from '../course/catalogue.ts'
import { requireFiles } from '../course/files.ts'
import type { Lesson, Step } from '../course/lesson.ts'
import { recordPassed } from '../course/progress.ts'
import { judgeLesson } from '../testing/judge.ts'
import type { LessonReport } from '../testing/report.ts'
import { reportAsJson } from '../testing/report-json.ts'
import { renderReport } from '../testing/screen.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Args, Command, Io } from './command.ts'
import { readUsableLessons } from './read-course.ts'

export const command: Command = {
  summary: 'comprueba una lección; sin número, el taller entero',
  usage: 'npm test [-- <lección>[.<paso>]]',
  details:
    'Con número de lección, pasa sus tests a tu código de lessons/NN/src. «02.3» mira solo el ' +
    'paso 3. Sin número, el taller se prueba a sí mismo: tu código a medias nunca lo pone en rojo.',
  options: {
    traza: { type: 'boolean', help: 'enseña también el error original, con su pila' },
    json: { type: 'boolean', help: 'el resultado como datos' },
    solo: { type: 'string', value: 'lección', help: 'verifica una sola lección, y a fondo' },
    'a-fondo': { type: 'boolean', help: 'los errores típicos, por todos sus pasos' },
  },
  // Dentro de una lección, el primero lo pone su package.json.
  maxPositionals: 2,
  async run(args, io) {
    const [reference, inside] = args.positionals
    if (reference === undefined) {
      const { verifyCourse } = await import('../verify/verify-course.ts')
      return verifyCourse(io, {
        only: args.values['solo'] as string | undefined,
        thorough: args.values['solo'] !== undefined || args.values['a-fondo'] === true,
        json: args.values['json'] === true,
      })
    }
    const catalogue = await readUsableLessons(io, reference)
    const { lesson, steps } = select(catalogue, reference)
    if (inside !== undefined) {
      return checkLesson(lesson, selectInside(catalogue, lesson, inside), args, io)
    }
    return checkLesson(lesson, steps, args, io)
  },
}

/** Juzga, apunta lo superado y lo cuenta. La usan `test` y `start`. */
export async function checkLesson(
  lesson: Lesson,
  steps: readonly Step[],
  args: Args,
  io: Io,
): Promise<number> {
  await requireFiles(lesson)
  const { report, stuck } = await judgeLesson(io.root, lesson, steps)
  await recordPassed(
    io.root,
    lesson,
    report.steps.filter(({ state }) => state === 'passed').map(({ step }) => step),
  )
  const code = exitCodeOf(report)
  show(report, args, io)
  // Un hilo en un bucle sin fin no atiende a nada: solo el fin del proceso lo para.
  if (stuck) process.stdout.write('', () => process.exit(code))
  return code
}

export function exitCodeOf({ verdict }: LessonReport): number {
  return { solved: 0, pending: 1, environment: 3 }[verdict]
}

function show(report: LessonReport, args: Args, io: Io): void {
  if (args.values['json'] === true) {
    io.out(JSON.stringify(reportAsJson(report, io.root), null, 2))
    return
  }
  const { columns, color, cwd } = io
  io.out(renderReport(report, { columns, color, cwd, trace: args.values['traza'] === true }))
}

/** «03.5» dentro de la carpeta de la 03. De otra lección, se dice desde dónde. */
function selectInside(
  catalogue: readonly Lesson[],
  lesson: Lesson,
  reference: string,
): readonly Step[] {
  const chosen = select(catalogue, reference)
  if (chosen.lesson === lesson) return chosen.steps
  throw new UsageError(
    `«${reference}» es de la lección ${chosen.lesson.number}, y estás en la carpeta de la ${lesson.number}.\n` +
      `  Desde la raíz del taller: npm test -- ${reference}`,
  )
}

function select(
  catalogue: readonly Lesson[],
  reference: string,
): { lesson: Lesson; steps: readonly Step[] } {
  if (!/\.\d+$/.test(reference)) {
    const lesson = findLesson(catalogue, reference)
    return { lesson, steps: lesson.steps }
  }
  const { lesson: name, step } = parseStepRef(reference)
  const lesson = findLesson(catalogue, name)
  return { lesson, steps: [findStep(lesson, step)] }
}
