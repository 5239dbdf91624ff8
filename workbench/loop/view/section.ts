import type { Lesson } from '../../course/lesson.ts'
import { isPassed } from '../../course/progress.ts'
import { paint, screenWidth, spread, type Terminal } from '../../terminal/screen.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { State } from '../state.ts'

/** Las cuatro partes de una pantalla. Solo `body` se desplaza. */
export type Section = {
  readonly top: readonly string[]
  readonly body: readonly string[]
  readonly bottom: readonly string[]
  readonly footer: string
}

const CELLS = 30

/** La primera línea: cuánto del curso llevas. Los retos no cuentan. */
export function courseLine({ course }: Pick<State, 'course'>, terminal: Terminal): string {
  const steps = course.lessons.flatMap((lesson) =>
    lesson.steps.filter(({ optional }) => !optional).map((step) => ({ lesson, step })),
  )
  const passed = steps.filter(({ lesson, step }) => isPassed(course.progress, lesson, step)).length
  // Hacia abajo, pero nunca vacía con algo hecho: el primer paso se tiene que ver.
  const total = `${passed} de ${steps.length} pasos`
  const name = '  Taller de eventos'
  const width = screenWidth(terminal)
  const cells = Math.min(CELLS, width - name.length - total.length - 4)
  if (cells < 1) return `  ${total}` // en una terminal tan estrecha no cabe más
  const part = steps.length === 0 ? 0 : Math.floor((passed / steps.length) * cells)
  const filled = Math.min(cells, Math.max(passed > 0 ? 1 : 0, part))
  const bar =
    paint(terminal, 'green', '▓'.repeat(filled)) +
    paint(terminal, 'dim', '░'.repeat(cells - filled))
  return spread(name, `${bar}  ${total}`, width)
}

export function lessonLine(lesson: Lesson, right: string, terminal: Terminal): string {
  const left = paint(terminal, 'bold', `  ${lesson.number} · ${lesson.title}`)
  return spread(left, right, screenWidth(terminal)).split('\n').at(0)!
}

export type FooterKey = readonly [key: string, action: string]

/**
 * Las teclas, con lo que hacen. Si no caben se quitan de en medio, y quedan para la ayuda: las
 * primeras son las que más se usan y las últimas, cómo pedirla y cómo salir.
 */
export function footerOf(keys: readonly FooterKey[], terminal: Terminal): string {
  const shown = [...keys]
  while (shown.length > 3 && footerWidth(shown) > terminal.columns) shown.splice(-3, 1)
  const texts = shown.map(([key, action]) =>
    action === '' ? paint(terminal, 'bold', key) : `${paint(terminal, 'bold', key)} ${action}`,
  )
  return `  ${texts.join('   ')}`
}

function footerWidth(keys: readonly FooterKey[]): number {
  return keys.reduce((width, [key, action]) => width + key.length + action.length + 4, 0)
}

/** El aviso, por palabras si no cabe en una línea; sin él, su hueco. */
export function noticeRows(
  { notice }: Pick<State, 'notice'>,
  terminal: Terminal,
): readonly string[] {
  if (notice === undefined) return ['']
  const rows = wrap(notice, { width: screenWidth(terminal) - 1, indent: '  ' }).split('\n')
  return rows.map((row) => paint(terminal, 'yellow', row))
}

/** De varios párrafos a líneas. */
export function linesOf(...blocks: readonly string[]): readonly string[] {
  return blocks.join('\n\n').split('\n')
}

/** La primera y la última línea dicen cuánto queda fuera, para que nadie crea que lo ve todo. */
export function windowOf(
  body: readonly string[],
  from: number,
  room: number,
  terminal: Terminal,
): readonly string[] {
  // En menos, las flechas taparían lo único que cabe.
  if (body.length <= room || room < 3) return body.slice(from, from + room)
  const shown = body.slice(from, from + room)
  const above = from
  const below = body.length - from - shown.length
  if (below > 0) shown[shown.length - 1] = paint(terminal, 'cyan', `    ↓ ${below + 1} más`)
  if (above > 0) shown[0] = paint(terminal, 'cyan', `    ↑ ${above + 1} más`)
  return shown
}
