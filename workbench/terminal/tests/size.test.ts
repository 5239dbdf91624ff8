import { expect, test } from 'vitest'

import { sizeOf } from '../size.ts'

test('una terminal mide lo que dice', () => {
  expect(sizeOf({ columns: 100, rows: 30 })).toEqual({ columns: 100, rows: 30 })
})

test.for([{}, { columns: 0, rows: 0 }])('la que no sabe lo que mide es de 80 × 24: %j', (said) => {
  expect(sizeOf(said)).toEqual({ columns: 80, rows: 24 })
})
