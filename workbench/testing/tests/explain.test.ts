import { expect, test } from 'vitest'

import { authoredPart, explain, UnmetExpectation } from '../explain.ts'

const facts = { happened: 'El correo salió dos veces.', expected: 'una.', why: 'Ana se enfada.' }

test('ordena hechos, prueba y porqué, y alinea la prueba', () => {
  const text = explain({
    ...facts,
    evidence: [
      ['relay A', '1'],
      ['relay B', '1 2 3', 'el 1 salió dos veces'],
    ],
  })

  expect(text).toBe(
    'El correo salió dos veces. Lo esperado: una.\n\n' +
      '  relay A   1\n' +
      '  relay B   1 2 3   ← el 1 salió dos veces\n\n' +
      'Por qué importa: Ana se enfada.\n',
  )
})

test('lo que dice Node se lee en español, y las notas siguen en su columna', () => {
  const text = explain({
    ...facts,
    happened: 'La función falló con «order is not defined».',
    evidence: [
      ['relay A', '1', 'rows is not iterable'],
      ['relay B', 'falló con «rows is not iterable»'],
    ],
  })

  expect(text).toBe(
    'La función falló con «“order” no existe aquí: ni se declara ni se importa (order is not defined)». Lo esperado: una.\n\n' +
      '  relay A   1                                         ← «rows» no se puede recorrer (rows is not iterable)\n' +
      '  relay B   falló con «“rows” no se puede recorrer»\n' +
      '            (rows is not iterable)\n\n' +
      'Por qué importa: Ana se enfada.\n',
  )
})

test('recupera lo que escribió el autor de un error de Vitest', () => {
  let message = ''
  try {
    expect([1], explain(facts)).toEqual([2])
  } catch (error) {
    message = (error as Error).message
  }

  expect(message).toContain('expected [ 1 ] to deeply equal [ 2 ]')
  expect(authoredPart(message)).toBe(
    'El correo salió dos veces. Lo esperado: una.\n\nPor qué importa: Ana se enfada.',
  )
})

test('un dos puntos dentro de la explicación no la corta', () => {
  const message = `${explain({ ...facts, happened: 'Llegó esto: nada.' })}: expected 1 to be 2`

  expect(authoredPart(message)).toMatch(/^Llegó esto: nada\. Lo esperado: una\./)
})

test('un error sin explicación no tiene parte del autor', () => {
  expect(authoredPart('expected 1 to be 2')).toBeUndefined()
})

test('una espera que vence se lee igual que una comprobación', () => {
  const error = new UnmetExpectation(facts)

  expect(error.name).toBe('AssertionError')
  expect(authoredPart(error.message)).toBe(explain(facts).trimEnd())
})
