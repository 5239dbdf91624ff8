import { expect, test } from 'vitest'

import type { PanelEntry } from '../panel.ts'
import { choiceLines, choiceMoveOf } from '../presenter/choice.ts'
import { frameLines } from '../presenter/frame.ts'
import { moveOf } from '../presenter/moves.ts'
import { PanelHolder } from '../presenter/panel-holder.ts'
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

type ScreenOptions = { columns?: number; rows?: number; color?: boolean; bet?: number }

function screen(
  events: readonly TraceEvent[],
  { columns = 80, rows = 24, color = false, bet }: ScreenOptions = {},
): readonly string[] {
  const place = {
    scenario,
    chapter: 0,
    events,
    readRegion: () => [],
    auto: false,
    over: false,
    bet,
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

test('en una terminal estrechísima se ve poco, pero la demo sigue', () => {
  const said = 'una etiqueta larguísima'
  const events: readonly TraceEvent[] = [
    { kind: 'message', from: 'shop', to: 'broker', label: said },
    { kind: 'message', from: 'shop', to: 'shop', label: said },
    rows(['1', 'pendiente']),
    { kind: 'bars', title: said, bars: [{ label: said, ms: 1, nominalMs: 1 }] },
    { kind: 'note', text: said },
    { kind: 'fault', actor: 'broker', text: said },
    { kind: 'answer', option: 0 },
    { kind: 'pause' },
  ]

  for (let columns = 1; columns <= 40; columns++) {
    expect(screen(events, { columns, rows: 24 }), `a ${columns}`).toHaveLength(24)
  }
})

test('lo que no cabe a lo ancho se corta con puntos suspensivos, sea lo que sea', () => {
  const long = 'palabra'.repeat(30)
  const kinds: readonly TraceEvent[] = [
    { kind: 'message', from: 'shop', to: 'broker', label: long, data: { id: long } },
    { kind: 'message', from: 'broker', to: 'broker', label: long },
    {
      kind: 'state',
      actor: 'shop',
      table: { title: 't', columns: ['id'], key: 'id', rows: [[long]] },
    },
    { kind: 'note', text: long },
    { kind: 'fault', actor: 'broker', text: long },
    { kind: 'code', file: 'a.ts', region: 'r' },
    { kind: 'answer', option: 0 },
  ]
  const question = { ask: long, options: [long], because: long }
  const chapters = scenario.chapters.map((each) => ({ ...each, question, notes: long }))

  for (const columns of [80, 100]) {
    for (const event of kinds) {
      const lines = frameLines(
        {
          ...{ scenario: { ...scenario, chapters }, chapter: 0, events: [event], notes: true },
          ...{ auto: false, over: false, bet: undefined, pointed: undefined, panelLine: long },
          readRegion: () => [`const code = '${long}'`],
        },
        { columns, rows: 30, color: false },
      )
      expect(
        lines.filter((line) => line.length > columns),
        event.kind,
      ).toEqual([])
      expect(lines.filter((line) => line.endsWith('…')).length, event.kind).toBeGreaterThan(3)
    }
  }
})

test('unas barras con escala miden lo mismo al principio y al final', () => {
  const widths = [10, 600, 1_200].map((now) => {
    const bars = [
      { label: 'hecha', ms: 300, nominalMs: 300 },
      { label: 'crece', ms: now, nominalMs: 0 },
    ]
    const line = screen([{ kind: 'bars', title: 'espera', bars, scaleMs: 1_200 }]).find((each) =>
      each.includes('hecha'),
    )
    return line?.replaceAll(/[^█]/g, '').length
  })

  expect(widths[0]).toBeGreaterThan(0)
  expect(new Set(widths).size).toBe(1)
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

test('mientras se pregunta, las letras apuestan y ninguna pone nada en marcha', () => {
  const asking = { chapter: 0, chapters: 5, atStart: true, options: 2 }
  const moves = [...'abc'].map((name) => moveOf({ name }, asking))
  expect(moves).toEqual([{ kind: 'bet', option: 0 }, { kind: 'bet', option: 1 }, undefined])
  const running = [...'abc'].map((name) => moveOf({ name }, { ...asking, options: 0 }))
  expect(running).toEqual([undefined, undefined, undefined])
})

test('el pie dice qué letras contestan hasta que empieza a pasar algo', () => {
  expect(screen([]).at(-1)).toMatch(/^ {2}a b apuesta {3}intro sigue .* q salir$/)
  const begun = screen([{ kind: 'note', text: 'Algo.' }])
  expect(begun.at(-1)).toMatch(/^ {2}intro sigue {3}← repetir .* s sola .* q salir$/)
})

test('la apuesta se ve, y al saberse qué ha pasado se lee a su lado', () => {
  expect(screen([], { bet: 1 })).toContain('  ▸ b) Todo')
  const answered = (option: number) => screen([{ kind: 'answer', option }], { bet: 1 }).join('\n')
  expect(answered(0)).toMatch(/Ha pasado esto: Nada\.\n {2}La apuesta era: Todo\./)
  expect(answered(1)).toContain('La apuesta, acertada.')
})

test('atrás vuelve al principio del capítulo y, desde allí, al anterior', () => {
  const place = { chapter: 2, chapters: 5, options: 0 }

  expect(moveOf({ name: 'left' }, { ...place, atStart: false })).toEqual({ kind: 'go', chapter: 2 })
  expect(moveOf({ name: 'left' }, { ...place, atStart: true })).toEqual({ kind: 'go', chapter: 1 })
  expect(moveOf({ name: '9' }, { ...place, atStart: true })).toBeUndefined()
  expect(moveOf({ name: 'c', ctrl: true }, { ...place, atStart: true })).toEqual({
    kind: 'interrupt',
  })
})

test('en la lista se da la vuelta por los dos lados, y la señalada se ve sin color', () => {
  const list = { at: 0, count: 3 }

  expect(choiceMoveOf({ name: 'up' }, list)).toEqual({ kind: 'point', at: 2 })
  expect(choiceMoveOf({ name: 'down' }, { ...list, at: 2 })).toEqual({ kind: 'point', at: 0 })
  expect(choiceMoveOf({ name: 'return' }, { ...list, at: 1 })).toEqual({ kind: 'take', index: 1 })
  expect(choiceMoveOf({ name: '3' }, list)).toEqual({ kind: 'take', index: 2 })
  expect(choiceMoveOf({ name: '4' }, list)).toBeUndefined()
  expect(choiceMoveOf({ name: 'm' }, list)).toEqual({ kind: 'close' })

  const lines = choiceLines(['Uno', 'Dos'], 1, { columns: 80, color: false })
  expect(lines).toEqual(['    1  Uno', '  ▸ 2  Dos'])
})

test('el panel se abre una vez, enseña lo del capítulo y, si falta, dice cómo instalarlo', async () => {
  const shown: (readonly unknown[])[] = []
  let opened = 0
  const entry: PanelEntry = {
    name: 'Panel',
    async open() {
      opened++
      const show = (exposed: readonly unknown[]) => void shown.push(exposed)
      const panel = { url: 'http://127.0.0.1:1/', show, [Symbol.asyncDispose]: async () => {} }
      return { kind: 'open', panel }
    },
  }
  await using open = new PanelHolder(entry, () => {})
  open.expose(['cola 1'])
  await Promise.all([open.open(), open.open()])
  open.expose([])
  expect(open.line).toBe('Panel · http://127.0.0.1:1/')
  expect({ opened, shown }).toEqual({ opened: 1, shown: [['cola 1'], []] })

  const absent = {
    name: 'Panel',
    open: async () => ({ kind: 'missing', install: 'npm ci' }) as const,
  }
  await using missing = new PanelHolder(absent, () => {})
  await missing.open()
  expect(missing.line).toBe('Panel · se instala con: npm ci')
})
