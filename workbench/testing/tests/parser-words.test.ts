import { parseSync } from 'vite'
import { expect, test } from 'vitest'

import { parserInSpanish } from '../parser-words.ts'

// Lo que se escribe mal a menudo. Si el analizador cambia sus palabras, aquí se nota.
const broken = [
  'export function sum( {\n',
  'const a = \n',
  'const x = "abc\n',
  'return 3',
  'if (a {',
  'function f() { return }}',
  'export const a = 1 2',
  'const a;',
  'x => { y',
  'function f() { await g() }',
  '1 = 2',
]

test.each(broken)('%j se explica sin una palabra en inglés', (code) => {
  const { errors } = parseSync('a.ts', code)
  const said = errors.flatMap(({ message, labels }) => [
    message,
    ...labels.flatMap((label) => label.message ?? []),
  ])

  expect(said.length).toBeGreaterThan(0)
  expect(said.map(parserInSpanish).join(' ')).not.toMatch(
    /expected|unexpected|found|opened|here|only|missing|cannot/i,
  )
})

test('lo que no se conoce se deja como viene', () => {
  expect(parserInSpanish('Something new')).toBe('Something new')
})
