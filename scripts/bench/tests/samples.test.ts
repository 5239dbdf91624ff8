import { expect, test } from 'vitest'

import { compareWith, interleave, isNoisy, ratioOf, spreadOf } from '../samples.ts'

test('la mediana y los cuartiles no dependen del orden ni de una repetición desbocada', () => {
  const { median, q1, q3 } = spreadOf([900, 10, 30, 20, 40])

  expect({ median, q1, q3 }).toEqual({ median: 30, q1: 20, q3: 40 })
})

test('entre dos repeticiones se interpola', () => {
  const { median, q1, q3 } = spreadOf([1, 2, 3, 4])

  expect({ median, q1, q3 }).toEqual({ median: 2.5, q1: 1.75, q3: 3.25 })
})

test('se mide A B A B, y la primera vuelta de cada uno no cuenta', async () => {
  const order: string[] = []
  const measure = (name: string, times: number[]) => async () => {
    order.push(name)
    return times.shift() ?? 0
  }

  const pairs = await interleave(measure('A', [99, 1, 2]), measure('B', [99, 3, 4]), 2)

  expect(order.join('')).toBe('ABABAB')
  expect(pairs).toEqual({ subject: [1, 2], baseline: [3, 4] })
})

test('la razón se calcula pareja a pareja: una máquina que se frena no la cambia', () => {
  const ratio = ratioOf({ subject: [100, 1000, 200], baseline: [50, 500, 100] })

  expect(ratio.samples).toEqual([2, 2, 2])
})

test('solo se afirma lo que sostienen los cuartiles', () => {
  expect(compareWith(1.2, spreadOf([1, 1.1, 1.2]))).toBe('met')
  expect(compareWith(1.2, spreadOf([1.3, 1.4, 1.5]))).toBe('missed')
  expect(compareWith(1.2, spreadOf([1, 1.19, 1.5]))).toBe('unclear')
})

test('una medida es ruidosa si los cuartiles distan más de la cuarta parte de la mediana', () => {
  expect(isNoisy(spreadOf([100, 110, 120]))).toBe(false)
  expect(isNoisy(spreadOf([100, 110, 200]))).toBe(true)
})
