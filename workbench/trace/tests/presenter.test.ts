import { expect, test } from 'vitest'

import { frameLines } from '../presenter/frame.ts'
import { moveOf } from '../presenter/moves.ts'
import type { Scenario } from '../scenario.ts'
import type { TraceEvent } from '../trace.ts'

const scenario: Scenario = {
  lesson: '90-sample',
  title: 'Muestra',
  services: [],
  actors: [
    { id: 'shop', name: 'tienda', kind: 'program' },
    { id: 'broker', name: 'broker', kind: 'broker' },
  ],
  chapters: [
    {
      title: 'Uno',
      question: { ask: '¿Qué sale?', options: ['Nada', 'Todo'], because: 'Porque sí.' },
      notes: 'Pregunta antes de seguir.',
      run: async () => {},
    },
  ],
}

function screen(
  events: readonly TraceEvent[],
  { columns = 80, rows = 24, color = false } = {},
): readonly string[] {
  const place = {
    scenario,
    chapter: 0,
    events,
    readRegion: () => [],
    auto: false,
    over: false,
    pointed: undefined,
    panelLine: undefined,
  }
  return frameLines({ ...place, notes: true }, { columns, rows, color })
}

const rows = (...values: (readonly [string, string])[]): TraceEvent => ({
  ...{ kind: 'state', actor: 'shop' },
  table: { title: 'outbox', columns: ['id', 'estado'], key: 'id', rows: values },
})

test('la pantalla ocupa justo la terminal y nada se sale de ella', () => {
  const long = 'una etiqueta larguísima '.repeat(8)
  const events: TraceEvent[] = Array.from({ length: 40 }, () => ({
    ...{ kind: 'message', from: 'shop', to: 'broker', label: long },
  }))

  for (const [columns, height] of [
    [80, 24],
    [100, 30],
  ] as const) {
    const lines = screen(events, { columns, rows: height })
    expect(lines).toHaveLength(height)
    expect(lines.filter((line) => line.length > columns)).toEqual([])
  }
})

test('una flecha va de quien envía a quien recibe, con su etiqueta', () => {
  const text = screen([{ kind: 'message', from: 'broker', to: 'shop', label: 'acuse' }]).join('\n')

  expect(text).toMatch(/│ acuse/)
  expect(text).toMatch(/◀─+┤/)
})

test('una tabla señala la fila nueva, la que cambia y la que ya no está', () => {
  const lines = screen([
    rows(['1', 'pendiente'], ['2', 'pendiente']),
    rows(['1', 'publicado'], ['3', 'pendiente']),
  ])

  expect(lines.map((line) => line.trim()).filter((line) => /^[+~-] \d/.test(line))).toEqual([
    '~ 1   publicado',
    '+ 3   pendiente',
    '- 2   pendiente',
  ])
})

test('la respuesta se dice con las palabras de la pregunta', () => {
  const text = screen([{ kind: 'answer', option: 1 }]).join('\n')

  expect(text).toContain('Ha pasado esto: Todo.')
  expect(text).toContain('Porque sí.')
})

test('atrás vuelve al principio del capítulo y, desde allí, al anterior', () => {
  const place = { chapter: 2, chapters: 5 }

  expect(moveOf({ name: 'left' }, { ...place, atStart: false })).toEqual({ kind: 'go', chapter: 2 })
  expect(moveOf({ name: 'left' }, { ...place, atStart: true })).toEqual({ kind: 'go', chapter: 1 })
  expect(moveOf({ name: '9' }, { ...place, atStart: true })).toBeUndefined()
  expect(moveOf({ name: 'c', ctrl: true }, { ...place, atStart: true })).toEqual({
    kind: 'interrupt',
  })
})
