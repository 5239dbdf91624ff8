import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { readStepHints } from '../course/hints.ts'
import { type HintLevel, readHintLevel, recordHintLevel } from '../course/hints-shown.ts'
import { MalformedLessonError } from '../course/malformed-lesson-error.ts'
import type { Position } from '../course/progress.ts'
import { changedFiles, lessonState, resetLesson } from '../course/starter.ts'
import { sizeOf } from '../terminal/size.ts'
import { checkEverything } from './check-everything.ts'
import { compareStep } from './compare.ts'
import { besideInTmux, launch, planEditor } from './editor.ts'
import type { Effect } from './events.ts'
import type { ForegroundRun } from './foreground.ts'
import type { Session } from './session.ts'
import { positionOf } from './state.ts'

/** Deja la terminal a otro programa y vuelve. */
export type Lend = (run: ForegroundRun, title: string) => Promise<void>

/** Lo que hacen las teclas fuera del estado. */
export function actionsWith(lend: Lend): (effect: Effect, session: Session) => Promise<void> {
  let sweep = new AbortController()
  return async (effect, session) => {
    if (effect.do === 'stop-everything') {
      sweep.abort()
      return session.checker.stop()
    }
    if (effect.do === 'check-everything') {
      sweep = new AbortController()
      return checkEverything(
        {
          lessons: session.state.course.lessons,
          checker: session.checker,
          record: (report) => session.record(report),
          dispatch: (event) => session.dispatch(event),
        },
        sweep.signal,
      )
    }
    const here = positionOf(session.state)
    if (here === undefined) return
    switch (effect.do) {
      case 'show-hint':
        return showHint(session, here, effect.level)
      case 'edit':
        return edit(session, here, lend)
      case 'compare': {
        const { mode, whole } = effect
        const lines = await compareStep(here.lesson, here.step, { mode, whole })
        return session.dispatch({ type: 'comparison', mode, whole, lines })
      }
      case 'list-changed-files': {
        const pristine = (await lessonState(here.lesson)) === 'pristine'
        const files = pristine ? [] : await changedFiles(here.lesson)
        return session.dispatch({ type: 'changed-files', files })
      }
      case 'reset':
        return reset(session, here)
      case 'run-program':
        return lend(taller(session, 'run', here.lesson.number), 'El programa de la lección')
      case 'demo':
        return demo(session, here, lend)
      default:
        return undefined // lo demás es cosa de la sesión
    }
  }
}

async function showHint(
  session: Session,
  { lesson, step }: Position,
  level: HintLevel,
): Promise<void> {
  const { root } = session.io
  const of = { slug: lesson.slug, id: step.id }
  const texts = await readStepHints(lesson, step).catch((error: unknown) => {
    if (error instanceof MalformedLessonError) return error.faults[0]!
    throw error
  })
  if ('where' in texts) {
    return session.notice(`${texts.where}: ${texts.what.replaceAll(/\s+/g, ' ')}`)
  }
  session.dispatch({ type: 'hints', of, texts })
  if (level > (await readHintLevel(root, lesson, step))) {
    await recordHintLevel(root, lesson, step, level)
  }
}

function taller({ io }: Session, ...args: readonly string[]): ForegroundRun {
  const bin = join(io.root, 'workbench/bin.mjs')
  return { command: process.execPath, args: [bin, ...args], cwd: io.root, env: io.env }
}

async function edit(session: Session, { lesson, step }: Position, lend: Lend): Promise<void> {
  const { io, state } = session
  const place = state.verdict?.edit ?? { file: `lessons/${lesson.slug}/${step.file}`, line: 1 }
  const absolute = { ...place, file: join(io.root, place.file) }
  const plan = await planEditor(io.env, absolute)
  if (plan === undefined) {
    return session.notice(`No encuentro un editor. Di cuál con TALLER_EDITOR. Edita ${place.file}`)
  }
  if (plan.inTerminal && (io.env['TMUX'] ?? '') === '') {
    const { command, args } = plan
    return lend({ command, args, cwd: io.root, env: io.env }, '')
  }
  const size = sizeOf(process.stdout) // puede haber cambiado desde que se abrió
  const inTmux = plan.inTerminal ? besideInTmux(plan, { cwd: io.root, ...size }) : undefined
  const trouble = await launch(inTmux ?? plan, io.root)
  const where = inTmux?.aside === true ? ', en otra ventana de tmux' : ''
  session.notice(
    trouble === undefined
      ? `Abierto en ${plan.command}${where}: ${place.file}:${place.line}`
      : `«${plan.command}» no se pudo abrir (${trouble}). Di otro con TALLER_EDITOR.`,
  )
}

async function reset(session: Session, { lesson }: Position): Promise<void> {
  const snapshot = await resetLesson(lesson)
  await session.reread()
  const fresh = session.state.course.lessons.find(({ slug }) => slug === lesson.slug) ?? lesson
  session.dispatch({ type: 'go', to: { lesson: fresh, step: fresh.steps[0]! } })
  session.notice(
    snapshot === undefined
      ? 'La lección está como al principio.'
      : `Como al principio. Lo tuyo vuelve con: npm run reset -- ${lesson.number} --volver`,
  )
}

async function demo(session: Session, { lesson }: Position, lend: Lend): Promise<void> {
  const demos = await readdir(join(session.io.root, 'scripts/demos')).catch(() => []) // aún no hay
  if (!demos.some((name) => name.startsWith(`${lesson.number}-`) && name.endsWith('.ts'))) {
    return session.notice('Esta lección todavía no tiene demo.')
  }
  return lend(taller(session, 'demo', lesson.number), '')
}
