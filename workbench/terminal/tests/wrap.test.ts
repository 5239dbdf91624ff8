import { expect, test } from 'vitest'

import { wrap } from '../wrap.ts'

test('parte por palabras sin pasarse del ancho, contando la sangría', () => {
  expect(wrap('uno dos tres cuatro', { width: 10, indent: '  ' })).toBe(
    '  uno dos\n  tres\n  cuatro',
  )
})

test('una palabra más larga que el ancho se queda entera', () => {
  expect(wrap('a supercalifragilístico b', { width: 8 })).toBe('a\nsupercalifragilístico\nb')
})

test('una línea sangrada es una orden para pegar y no se parte', () => {
  expect(wrap('Pega esto:\n  npm run reset -- 02', { width: 12 })).toBe(
    'Pega esto:\n  npm run reset -- 02',
  )
})

test('una línea en blanco se queda en blanco, sin sangría', () => {
  expect(wrap('a\n\nb', { indent: '  ' })).toBe('  a\n\n  b')
})
