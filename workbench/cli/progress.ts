import { readFile, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'

import { explainDisk } from '../course/disk-trouble.ts'
import type { Lesson } from '../course/lesson.ts'
import {
  currentStep,
  exportProgress,
  importProgress,
  isPassed,
  passedAt,
  stepKey,
  type Progress,
} from '../course/progress.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { readCourse } from './read-course.ts'
import { clip, count, paint, screenWidth, spread } from '../terminal/screen.ts'

export const command: Command = {
  summary: 'qué has superado, cuándo, y qué toca ahora',
  usage: 'npm run progreso -- [exportar|importar <archivo>] [--json]',
  details:
    'Con «exportar mio.json» guarda lo superado en un archivo, y en otra máquina «importar mio.json» ' +
    'lo suma a lo que haya allí. El código no va dentro: ese lo lleva git.',
  options: {
    json: { type: 'boolean', help: 'lo mismo, como JSON' },
  },
  maxPositionals: 2,

  async run({ positionals: [action, file], values }, io) {
    if (action !== undefined) return moveProgress(action, file, io)
    const { catalogue, progress } = await readCourse(io)
    io.out(values['json'] === true ? asJson(catalogue, progress) : screen(catalogue, progress, io))
    return 0
  },
}

async function moveProgress(action: string, file: string | undefined, io: Io): Promise<number> {
  if (action !== 'exportar' && action !== 'importar') {
    throw new UsageError(`«${action}» no es exportar ni importar. Así: ${command.usage}`)
  }
  if (file === undefined)
    throw new UsageError(`Falta el archivo: npm run progreso -- ${action} mio.json`)
  const path = resolve(io.cwd, file)
  if (action === 'exportar') {
    await writeNew(path, await exportProgress(io.root))
    io.out(
      `\n  Lo superado queda en ${path}\n  En la otra máquina: npm run progreso -- importar ${basename(path)}\n`,
    )
    return 0
  }
  const added = await importProgress(io.root, await readGiven(path))
  if (added === undefined)
    throw new UsageError(`«${file}» no es un progreso exportado: no se ha tocado nada.`)
  io.out(`\n  ${count(added, 'paso nuevo', 'pasos nuevos')}. Lo que ya tenías sigue igual.\n`)
  return 0
}

/** No pisa nada: puede ser otra exportación, o cualquier otra cosa. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UsageError(`Ya existe ${path}, y no se ha tocado. Elige otro nombre.`)
    }
    throw explainDisk(path, error)
  }
}

async function readGiven(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`No se puede leer ${path} (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function asJson(catalogue: readonly Lesson[], progress: Progress): string {
  const current = currentStep(catalogue, progress)
  const required = catalogue.flatMap((lesson) => requiredSteps(lesson, progress))
  return JSON.stringify(
    {
      passed: required.filter((passed) => passed).length,
      total: required.length,
      current: current && { lesson: current.lesson.slug, step: current.step.number },
      steps: catalogue.flatMap((lesson) =>
        lesson.steps.map((step) => {
          const key = stepKey(lesson, step)
          return {
            key,
            optional: step.optional,
            passedAt: passedAt(progress, lesson, step) ?? null,
          }
        }),
      ),
    },
    undefined,
    2,
  )
}

function screen(catalogue: readonly Lesson[], progress: Progress, io: Io): string {
  const width = screenWidth(io)
  const required = catalogue.flatMap((lesson) => requiredSteps(lesson, progress))
  const passed = required.filter((done) => done).length
  const total = `${passed} de ${count(required.length, 'paso', 'pasos')}`
  return [
    '',
    spread(
      `  ${paint(io, 'bold', 'Taller de eventos')}      ${bar(passed, required.length)}`,
      total,
      width,
    ),
    '',
    ...catalogue.map((lesson) => lessonLine(lesson, progress, io, width)),
    '',
    ...closing(catalogue, progress, io, width),
    '',
  ].join('\n')
}

function lessonLine(lesson: Lesson, progress: Progress, io: Io, width: number): string {
  const steps = requiredSteps(lesson, progress)
  const passed = steps.filter((done) => done).length
  const marks = lesson.steps
    .map((step) => (isPassed(progress, lesson, step) ? paint(io, 'green', '✓') : '·'))
    .join('')
  const when = passed === steps.length ? lastDate(lesson, progress) : `${passed} de ${steps.length}`
  const padding = ' '.repeat(Math.max(0, 10 - lesson.steps.length))
  const title = clip(`  ${lesson.number} · ${lesson.title}`, width - 30)
  return spread(title, `${marks}${padding}${when.padStart(12)}`, width)
}

function lastDate(lesson: Lesson, progress: Progress): string {
  const dates = lesson.steps.flatMap((step) => passedAt(progress, lesson, step) ?? [])
  const last = new Date(Math.max(...dates.map((date) => date.getTime())))
  return last.toLocaleDateString('es', { day: 'numeric', month: 'short', year: 'numeric' })
}

function closing(
  catalogue: readonly Lesson[],
  progress: Progress,
  io: Io,
  width: number,
): readonly string[] {
  const current = currentStep(catalogue, progress)
  if (current === undefined) return ['  Has superado todo lo que hay. Enhorabuena.']
  const { lesson, step } = current
  return [
    clip(`  Ahora toca   ${lesson.number}.${step.number} · ${step.title}`, width),
    `  Sigue con    ${paint(io, 'bold', 'npm start')}`,
  ]
}

/** Los retos no cuentan: sin ellos también se termina el taller. */
function requiredSteps(lesson: Lesson, progress: Progress): readonly boolean[] {
  return lesson.steps
    .filter(({ optional }) => !optional)
    .map((step) => isPassed(progress, lesson, step))
}

function bar(passed: number, total: number): string {
  const cells = 30
  // Hacia abajo, pero nunca vacía con algo hecho: el primer paso se tiene que ver.
  const full = total === 0 ? 0 : Math.max(passed > 0 ? 1 : 0, Math.floor((passed / total) * cells))
  return '▓'.repeat(full) + '░'.repeat(cells - full)
}
