import { readStepHints } from '../course/hints.ts'
import { readHintLevel, recordHintLevel, type HintLevel } from '../course/hints-shown.ts'
import { stepPlace } from '../course/lesson.ts'
import type { Position } from '../course/progress.ts'
import { wrap } from '../terminal/wrap.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { pickStep } from './pick-lesson.ts'
import { readCourse } from './read-course.ts'
import { paint, screenWidth, spread } from '../terminal/screen.ts'

const levels = ['dónde mirar', 'en qué pensar', 'casi el código'] as const

export const command: Command = {
  summary: 'la siguiente pista del paso en que estás',
  usage: 'npm run pista -- [lección.paso] [--nivel <1-3>]',
  details:
    'Cada paso tiene tres pistas: dónde mirar, en qué pensar y casi el código. ' +
    'Cada vez que la pides ves la siguiente; el taller recuerda por cuál vas. ' +
    'Sin decir el paso, es el primero que te queda por superar.',
  options: {
    nivel: { type: 'string', value: '1-3', help: 'esa pista, y no la siguiente' },
  },
  maxPositionals: 1,

  async run({ positionals, values }, io) {
    const wanted = parseLevel(values['nivel'])
    const { catalogue, progress } = await readCourse(io, positionals[0])

    const position = pickStep(catalogue, positionals[0], progress, io)
    const { lesson, step } = position
    const seen = await readHintLevel(io.root, lesson, step)
    const level = wanted ?? next(seen)
    const hints = await readStepHints(lesson, step)
    if (level > seen) await recordHintLevel(io.root, lesson, step, level)
    const repeated = wanted === undefined && seen === 3
    io.out(screen(position, { text: hints[level - 1]!, level, repeated }, io))
    return 0
  },
}

function parseLevel(raw: string | boolean | undefined): HintLevel | undefined {
  if (raw === undefined) return undefined
  const level = Number(raw)
  if (level === 1 || level === 2 || level === 3) return level
  throw new UsageError(`«--nivel» es 1, 2 o 3; llegó «${raw}».`)
}

function next(seen: HintLevel | 0): HintLevel {
  return seen === 0 ? 1 : seen === 1 ? 2 : 3
}

type Shown = { readonly text: string; readonly level: HintLevel; readonly repeated: boolean }

function screen({ lesson, step }: Position, { text, level, repeated }: Shown, io: Io): string {
  const width = screenWidth(io)
  const again = `npm run pista -- ${lesson.number}.${step.number}`
  const closing =
    level < 3
      ? `Otra pista   ${again}`
      : repeated
        ? 'Es la última: no hay más. Vuelve a la primera con --nivel 1.'
        : `Era la última. Si sigue sin salir, compara con solutions/${lesson.slug}/`
  return [
    '',
    spread(
      paint(io, 'bold', `  ${lesson.number} · ${lesson.title}`),
      stepPlace(lesson, step),
      width,
    ),
    `  ${step.title}`,
    '',
    paint(io, 'cyan', `  Pista ${level} de 3 · ${levels[level - 1]}`),
    '',
    wrap(text, { width: width - 2, indent: '    ' }),
    '',
    paint(io, 'dim', `  ${closing}`),
    '',
  ].join('\n')
}
