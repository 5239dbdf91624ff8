import { expect, test } from 'vitest'

import { fold, wrap } from '../wrap.ts'

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

test('una prueba ancha se parte por palabras, y lo que sigue va bajo su valor', () => {
  expect(fold('  caso   uno dos tres cuatro cinco', 29)).toEqual([
    '  caso   uno dos tres cuatro ',
    '         cinco',
  ])
})

test('si el valor cae muy a la derecha, lo que sigue va solo un poco más adentro', () => {
  expect(fold('  un nombre larguísimo   uno dos tres', 28)).toEqual([
    '  un nombre larguísimo   ',
    '    uno dos tres',
  ])
})

test('una palabra que no cabe en una fila se corta, y no se pierde nada', () => {
  const rows = fold(`  a ${'x'.repeat(30)}`, 12)
  expect(rows).toEqual(['  a ', '    xxxxxxxx', '    xxxxxxxx', '    xxxxxxxx', '    xxxxxx'])
  expect(fold('x'.repeat(20), 12)).toEqual(['x'.repeat(12), `  ${'x'.repeat(8)}`])
})
