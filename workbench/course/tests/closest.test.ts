import { expect, test } from 'vitest'

import { closest, didYouMean } from '../closest.ts'

const words = ['lista', 'pista', 'progreso', 'reset']

test.each([
  ['lsita', 'lista'],
  ['progresso', 'progreso'],
  ['PROGRESO', 'progreso'],
  ['resét', 'reset'],
  ['pist', 'pista'],
])('«%s» se parece a «%s»', (word, expected) => {
  expect(closest(word, words)).toBe(expected)
})

test.each(['demo', 'x', 'comparar'])('«%s» no se parece a ninguna', (word) => {
  expect(closest(word, words)).toBeUndefined()
})

test('la frase empieza por un espacio para pegarse detrás de otra', () => {
  expect(didYouMean('lsita', words)).toBe(' ¿Querías decir «lista»?')
  expect(didYouMean('demo', words)).toBe('')
})
