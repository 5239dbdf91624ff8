import { isPassed } from '../../course/progress.ts'
import { count, paint, type Terminal } from '../../terminal/screen.ts'
import { type Panel, positionOf, type State } from '../state.ts'
import { footerOf, lessonLine, type Section } from './section.ts'

export function resetView(
  state: State,
  { files }: Extract<Panel, { kind: 'reset' }>,
  terminal: Terminal,
): Section {
  const here = positionOf(state)
  const top = [here ? lessonLine(here.lesson, '', terminal) : '', '']
  const marked = here?.lesson.steps.some((step) =>
    isPassed(state.course.progress, here.lesson, step),
  )
  if (files?.length === 0 && marked !== true) {
    return {
      top,
      body: ['  Ya está como al principio: no hay nada que deshacer.'],
      bottom: [''],
      footer: footerOf([['esc', 'volver']], terminal),
    }
  }
  if (files?.length === 0) {
    return {
      top,
      body: [
        paint(terminal, 'bold', '  ¿Los pasos de la lección, otra vez pendientes?'),
        '',
        '  El código ya está como al principio.',
      ],
      bottom: [''],
      footer: footerOf(sureKeys, terminal),
    }
  }
  return {
    top,
    body: [
      paint(terminal, 'bold', '  ¿La lección como al principio?'),
      '',
      ...(files ?? []).map((file) => `    src/${file}`),
      '',
      `  ${count(files?.length ?? 0, 'archivo vuelve', 'archivos vuelven')} a su estado inicial, y sus pasos, a pendientes.`,
      '  Antes se guarda lo tuyo en .taller/snapshots/ y se comprueba la copia.',
      `  Para recuperarlo: npm run reset -- ${here?.lesson.number ?? ''} --volver`,
      '  (en otra terminal, en la raíz del taller o en la carpeta de la lección).',
    ],
    bottom: [''],
    footer: footerOf(sureKeys, terminal),
  }
}

const sureKeys = [
  ['s', 'sí, guarda lo mío y empieza de nuevo'],
  ['otra tecla', 'no tocar nada'],
] as const
