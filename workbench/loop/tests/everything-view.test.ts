import { expect, test } from 'vitest'

import type { LessonReport } from '../../testing/report.ts'
import { view } from '../view.ts'
import { after, bus, press, startState, verdict } from './sample-state.ts'

function screenOf(report: LessonReport): string {
  const checks = [{ lesson: bus, state: 'checked', report } as const]
  const { state } = after(startState(), press('a'), { type: 'everything', checks, done: true })
  return view(state, { columns: 80, rows: 24, color: false }).lines.join('\n')
}

test('de una lección rota se lee su primer paso roto, sin cortar palabras', () => {
  const { report } = verdict('pending')
  const [step] = report.steps
  const [broken] = step!.tests
  const name = `${'dos relays a la vez no publican '.repeat(3)}el mismo evento`
  const screen = screenOf({
    ...report,
    steps: [{ ...step!, tests: [{ ...broken!, name }] }],
  })

  expect(screen).toContain('✗ 02 · Bus de eventos')
  expect(screen.replaceAll(/\n {6}(?=\S)/g, ' ')).toContain(`1 · ${name}`)
})

test('si la máquina no deja evaluarla, se lee por qué y no un paso', () => {
  const screen = screenOf(verdict('environment', 'No se pudo preparar Redis.').report)

  expect(screen).toContain('entorno · No se pudo preparar Redis.')
  expect(screen).not.toContain('1 · ')
})
