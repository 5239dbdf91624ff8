import { expect, test } from 'vitest'

import { wordsOf } from '../prose.ts'

const read = (source: string): readonly string[] => wordsOf(source).map(({ text }) => text)

test('ni el código ni las direcciones se leen, aunque ocupen dos líneas', () => {
  const page = [
    'Antes `un codigo`, un `trozo',
    'largo` y [aquí](./otra-pajina.md).',
    '```ts',
    'const x = "nada"',
    '```',
    '<<< @/../x.ts#rejion',
    'Después <a href="x">y</a>',
  ]
  expect(read(page.join('\n'))).toEqual(['Antes', 'un', 'aquí', 'Después'])
})

test('lo que parece un identificador no es una palabra', () => {
  expect(read('BullMQ, SKIP, order_items, order.placed, v2, @taller y pub/sub')).toEqual([
    'pub',
    'sub',
  ])
})

test('de un diagrama se leen su título y lo que cuenta', () => {
  const page = '```mermaid título="Dos relays"\n  accDescr: Cada fila espera\n  A->>B: nada\n```\n'
  expect(read(page)).toEqual(['Dos', 'relays', 'Cada', 'fila', 'espera'])
})

test('de la cabecera se lee la prosa, y la línea del texto sigue siendo la suya', () => {
  const page =
    '---\ntitle: Un bus\ntipo: explicacion\nhints: [Mira, Piensa, codigo]\n---\n\nTexto\n'
  expect(read(page)).toEqual(['Un', 'bus', 'Mira', 'Piensa', 'Texto'])
  expect(wordsOf(page).at(-1)).toMatchObject({ text: 'Texto', line: 7 })
})

test('lo que va en cursiva o nombra algo de fuera puede ser de otro idioma', () => {
  const words = wordsOf('un *payload* de [Domain Event](https://example.com)\n')
  expect(words.filter(({ foreign }) => foreign).map(({ text }) => text)).toEqual([
    'payload',
    'Domain',
    'Event',
  ])
})
