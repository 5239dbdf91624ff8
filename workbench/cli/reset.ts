import { relative } from 'node:path'

import type { Lesson } from '../course/lesson.ts'
import { forgetPassed } from '../course/progress.ts'
import { latestSnapshot, type Snapshot } from '../course/snapshots.ts'
import { changedFiles, lessonState, resetLesson, restoreSnapshot } from '../course/starter.ts'
import { sameTree } from '../course/file-tree.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { lessonHere, pickLesson } from './pick-lesson.ts'
import { readCourse } from './read-course.ts'
import { count, paint } from '../terminal/screen.ts'

export const command: Command = {
  summary: 'lleva una lección al principio y guarda lo tuyo',
  usage: 'npm run reset -- [lección] [--volver] [--si]',
  details:
    'Antes de tocar nada copia tu «src» en .taller/snapshots/ y comprueba la copia. ' +
    'Ninguna copia se borra ni se pisa. Con --volver recuperas la última. ' +
    'Sin decir la lección, es la que tienes en curso.',
  options: {
    volver: { type: 'boolean', help: 'recupera la última copia guardada' },
    si: { type: 'boolean', short: 's', help: 'no pregunta' },
  },
  maxPositionals: 1,

  async run({ positionals, values }, io) {
    const { catalogue, progress } = await readCourse(io, positionals[0])
    const lesson = pickLesson(catalogue, positionals[0], io, 'npm run reset -- 02', progress)
    // Sin nombrarla puede no ser la que se cree: a quien no se le puede preguntar, que la diga.
    const guessed = positionals.length === 0 && lessonHere(catalogue, io) === undefined
    if (guessed && values['si'] !== true && io.confirm === undefined) {
      throw new UsageError(
        `Ibas a llevar al principio la lección ${lesson.number}. Si es esa: npm run reset -- ${lesson.number}`,
      )
    }
    const ask = values['si'] === true ? undefined : io.confirm
    return values['volver'] === true ? goBack(lesson, io, ask) : startAgain(lesson, io, ask)
  },
}

async function startAgain(lesson: Lesson, io: Io, ask: Io['confirm']): Promise<number> {
  if ((await lessonState(lesson)) === 'pristine') {
    await forgetPassed(io.root, lesson)
    io.out(`\n${heading(lesson, io)}\n\n  Ya está como al principio: no hay nada que guardar.\n`)
    return 0
  }
  const changed = await changedFiles(lesson)
  const question =
    `\n${heading(lesson, io)}\n\n` +
    `${listed(changed.map((file) => `    src/${file}`))}\n\n` +
    `  ${count(changed.length, 'archivo volverá', 'archivos volverán')} a su estado inicial.` +
    ' Lo tuyo se guarda antes.\n  ¿Sigo?'
  if (ask !== undefined && !(await ask(question))) return declined(io)

  const snapshot = await resetLesson(lesson)
  io.out(
    [
      '',
      heading(lesson, io),
      '',
      `  El código inicial está otra vez en lessons/${lesson.slug}/src`,
      ...kept(snapshot, lesson, io),
      '',
    ].join('\n'),
  )
  return 0
}

async function goBack(lesson: Lesson, io: Io, ask: Io['confirm']): Promise<number> {
  const latest = await latestSnapshot(lesson)
  if (latest === undefined) {
    throw new UsageError(
      `No hay ninguna copia guardada de la lección ${lesson.number}:` +
        ' se hacen al volver al principio con\n' +
        `  npm run reset -- ${lesson.number}`,
    )
  }
  if (await sameTree(`${lesson.dir}/src`, latest)) {
    io.out(
      `\n${heading(lesson, io)}\n\n  Tu «src» ya es igual que la última copia:\n` +
        `    ${shown(latest, io)}\n`,
    )
    return 0
  }
  const question =
    `\n${heading(lesson, io)}\n\n  Vuelve la copia   ${shown(latest, io)}\n` +
    '  Lo que hay ahora se guarda antes.\n  ¿Sigo?'
  if (ask !== undefined && !(await ask(question))) return declined(io)

  const snapshot = await restoreSnapshot(lesson, latest)
  io.out(
    [
      '',
      heading(lesson, io),
      '',
      `  Ha vuelto la copia       ${shown(latest, io)}`,
      ...kept(snapshot, lesson, io),
      '',
    ].join('\n'),
  )
  return 0
}

function kept(snapshot: Snapshot | undefined, lesson: Lesson, io: Io): readonly string[] {
  if (snapshot === undefined) return ['  No había nada que guardar.']
  const verb = snapshot.reused ? 'Lo tuyo ya estaba en    ' : 'Lo que tenías queda en  '
  return [
    `  ${verb} ${shown(snapshot.dir, io)}`,
    `  Para recuperarlo         npm run reset -- ${lesson.number} --volver`,
  ]
}

function declined(io: Io): number {
  io.out('  No se ha tocado nada.\n')
  return 0
}

function heading({ number, title }: Lesson, io: Io): string {
  return paint(io, 'bold', `  ${number} · ${title}`)
}

function shown(path: string, io: Io): string {
  return relative(io.root, path).replaceAll('\\', '/')
}

function listed(lines: readonly string[]): string {
  const most = 8
  if (lines.length <= most) return lines.join('\n')
  return [...lines.slice(0, most), `    … y ${lines.length - most} más`].join('\n')
}
