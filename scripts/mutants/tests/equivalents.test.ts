import { expect, test } from 'vitest'

import { parseEquivalents } from '../equivalents.ts'

const where = 'solutions/02-event-bus/equivalent-mutants.json'

test('una entrada sin motivo se rechaza y se dice cuál', () => {
  const text = '[{ "file": "a.ts", "line": "x", "change": "y", "reason": " " }]'

  expect(() => parseEquivalents(text, where)).toThrow(`${where}: a la entrada 1 le falta «reason».`)
})

test('lo que no es JSON, o no es una lista, se rechaza con su archivo', () => {
  expect(() => parseEquivalents('[', where)).toThrow(`${where} no es JSON`)
  expect(() => parseEquivalents('{}', where)).toThrow(`${where}: tiene que ser una lista.`)
})
