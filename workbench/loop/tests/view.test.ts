import { stripVTControlCharacters } from 'node:util'

import { expect, test } from 'vitest'

import type { LoopEvent } from '../events.ts'
import { view } from '../view.ts'
import { after, bus, judged, press, startState, verdict } from './sample-state.ts'

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 40, rows: 10 },
  { columns: 20, rows: 3 },
]

const long = Array.from({ length: 60 }, (_, index) => `línea ${index + 1} del fallo`).join('\n\n')

const scenes: Readonly<Record<string, readonly LoopEvent[]>> = {
  'recién llegado': [],
  pendiente: [judged('pending')],
  'un fallo larguísimo': [judged('pending', long)],
  'con pistas': [
    judged('pending'),
    press('p'),
    press('p'),
    { type: 'hints', of: { slug: bus.slug, id: 'publish' }, texts: ['uno', 'dos', 'tres'] },
  ],
  superado: [judged('solved')],
  entorno: [judged('environment', 'No se pudo preparar Redis.')],
  lista: [press('l'), press('d')],
  'lista sin nada': [press('l'), press('z'), press('z')],
  ayuda: [press('?')],
  reiniciar: [press('x'), { type: 'changed-files', files: ['bus.ts'] }],
  todo: [press('a')],
  comparar: [
    judged('solved'),
    press('c'),
    {
      type: 'comparison',
      mode: 'live',
      whole: false,
      lines: [{ kind: 'added', text: 'x'.repeat(300) }],
    },
  ],
}

for (const [name, events] of Object.entries(scenes)) {
  test(`la pantalla ocupa la terminal justa, con color y sin él: ${name}`, () => {
    const { state } = after(startState(), ...events)
    for (const { columns, rows } of sizes) {
      const plain = view(state, { columns, rows, color: false }).lines
      const colored = view(state, { columns, rows, color: true }).lines
      expect(plain).toHaveLength(rows)
      expect(plain.filter((line) => line.length > columns)).toEqual([])
      expect(colored.map(stripVTControlCharacters)).toEqual(plain)
    }
  })
}

function text(...events: readonly LoopEvent[]): string {
  const { state } = after(startState(), ...events)
  return view(state, { columns: 80, rows: 24, color: false }).lines.join('\n')
}

test('a 80 columnas el pie enseña todas sus teclas, hasta salir', () => {
  expect(text(judged('pending'))).toMatch(/p pista .* \? más {3}q$/)
  expect(text(judged('solved'))).toMatch(/n siguiente .* \? más {3}q$/)
})

test('con un fallo se lee qué pasó, dónde se edita y dónde está la tarea', () => {
  const screen = text(judged('pending'))
  expect(screen).toContain('✗ publicar entrega el evento a todos')
  expect(screen).toContain('No se llamó a nadie.')
  expect(screen).toContain('Edita   lessons/02-event-bus/src/bus.ts:12')
  expect(screen).toContain('Tarea   lessons/02-event-bus/README.md:40')
  expect(screen).toContain('guardado 14:03:21 · 240 ms')
})

test('lo que no cabe se anuncia, y dónde editar sigue a la vista', () => {
  const screen = text(judged('pending', long))
  expect(screen).toMatch(/↓ \d+ más/)
  expect(screen).toContain('Edita   lessons/02-event-bus/src/bus.ts:12')
})

test('en una terminal de 40×12 el fallo se lee, línea a línea si hace falta', () => {
  const { state } = after(startState(), judged('pending', long))
  const seen = new Set<string>()
  for (let scroll = 0; scroll < 130; scroll++) {
    const { lines } = view({ ...state, scroll }, { columns: 40, rows: 12, color: false })
    for (const line of lines) seen.add(line.trim())
  }
  expect([...Array(60).keys()].filter((n) => !seen.has(`línea ${n + 1} del fallo`))).toEqual([])
  const { lines } = view(state, { columns: 40, rows: 12, color: false })
  expect(lines.join('\n')).toMatch(/✗ publicar entrega el evento[^]*↓ \d+ más/)
})

test('con sitio para una sola línea, esa línea se lee', () => {
  const { state } = after(startState(), judged('pending', long))
  const { lines } = view({ ...state, scroll: 2 }, { columns: 40, rows: 8, color: false })
  expect(lines.join('\n')).toContain('línea 1 del fallo')
})

test('superado dice qué cumple ya el código y qué viene después', () => {
  const { state } = after(startState(['02-event-bus/publish']), judged('solved'))
  const screen = view(state, { columns: 80, rows: 24, color: false }).lines.join('\n')
  expect(screen).toContain('✓ publicar entrega el evento a todos')
  expect(screen).toContain('Siguiente   02.2 · Darse de baja')
})

test('un problema de la máquina no parece un fallo de quien aprende', () => {
  const screen = text(judged('environment', 'No se pudo preparar Redis.'))
  expect(screen).toContain('entorno · no se pudo preparar Redis.')
  expect(screen).toContain('Tu código no se ha evaluado.')
  expect(screen).not.toContain('Edita')
})

test('mientras se comprueba lo nuevo, lo anterior no se da por bueno', () => {
  const screen = text(judged('solved'), { type: 'saved' }, { type: 'slow' })
  expect(screen).toContain('comprobando…')
  expect(screen).not.toContain('✓ Publicar y suscribirse')
})

test('una lección que no se entiende se cuenta, y las demás siguen', () => {
  const { course } = startState()
  const faults = [{ where: 'lessons/09-x/README.md', what: 'falta este README.' }]
  const screen = text({ type: 'course', course: { ...course, faults } }, judged('pending'))
  expect(screen).toContain('lessons/09-x/README.md: falta este README.')
  expect(screen).toContain('✗ publicar entrega el evento a todos')
})

test('por larga que sea la lista de lo que se cumple, por dónde se sigue está a la vista', () => {
  const solved = verdict('solved')
  const [step] = solved.report.steps
  const tests = Array.from({ length: 40 }, (_, index) => ({
    name: `cumple ${index}`,
    passed: true,
    logs: [],
  }))
  const report = { ...solved.report, steps: [{ ...step!, tests }] }
  const of = { slug: bus.slug, id: 'publish' }
  const passed = ['02-event-bus/publish', '02-event-bus/unsubscribe']
  const { state } = after(startState(passed), {
    type: 'verdict',
    of,
    verdict: { ...solved, report },
  })
  const screen = view(state, { columns: 80, rows: 24, color: false }).lines.join('\n')
  expect(screen).toMatch(/↓ \d+ más/)
  expect(screen).toContain('Siguiente   03.1 · Reintentar   (n)')
  expect(screen).toContain('Reto        02.3 · Una sola vez   (o, si quieres)')
  expect(screen).toContain('Compara     lo tuyo con la referencia   (c)')
})

test('un reto no cuenta entre los pasos, ni en la barra ni en la cabecera', () => {
  expect(text(judged('pending'))).toMatch(/0 de 3 pasos(.|\n)*paso 1 de 2/)
  expect(text(press('l'), press('down'), press('down'), press('return'))).toMatch(/ reto\n/)
})

test('la lista dice cuántas líneas quedan por debajo', () => {
  const { state } = after(startState(), press('l'))
  const small = view(state, { columns: 80, rows: 11, color: false }).lines.join('\n')
  expect(small).toMatch(/↓ \d+ más/)
})

test('al comparar, una línea que no cabe sigue debajo y no se recorta', () => {
  const words = Array.from({ length: 30 }, (_, index) => `palabra${index}`).join(' ')
  const screen = text(judged('solved'), press('c'), {
    ...{ type: 'comparison', mode: 'live', whole: false },
    lines: [{ kind: 'added', text: `  ${words}` }],
  })
  expect(screen.replaceAll(/\n {2}\+ +/g, '')).toContain(words)
  expect(screen).not.toContain('…')
})

test('un aviso que no cabe en una línea se parte por palabras y se lee entero', () => {
  const notice =
    'No se ha podido abrir el editor que dice la variable, y hay que decir otro con ella.'
  const screen = text(judged('pending'), { type: 'notice', text: notice })
  expect(screen.replaceAll(/\n {2}/g, ' ')).toContain(notice)
})

test('lo que no cabe se parte entre palabras', () => {
  const row = `sin recoger   ${'palabras enteras '.repeat(8)}fin`
  const screen = text(judged('pending', `Falló.\n\n  ${row}`))
  const [shown = ''] = /sin recoger[^]*?fin\n/.exec(screen) ?? []
  expect(new Set(shown.trim().split(/\s+/))).toEqual(
    new Set(['sin', 'recoger', 'palabras', 'enteras', 'fin']),
  )
})

test('una prueba más ancha que la terminal se lee entera', () => {
  const row = `no compila   ${'const abc: Def = { ghi: 1 }; '.repeat(4)}fin`
  const screen = text(judged('pending', `Falló.\n\n  ${row}`))
  expect(screen.replaceAll(/\n {6,}/g, '')).toContain(row)
})
