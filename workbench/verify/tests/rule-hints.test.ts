import { expect, test } from 'vitest'

import { hints } from '../rules/hints.ts'
import { complaintsOf } from './made-up-course.ts'

const file = 'lessons/90-sample/hints.yml'

test('tres pistas por paso son lo esperado', async () => {
  expect(await complaintsOf(hints)).toEqual([])
})

test('un paso con dos pistas da una queja en su línea', async () => {
  const [complaint] = await complaintsOf(hints, { [file]: 'sum: [Mira sum, Piensa]\n' })

  expect(complaint).toContain(`${file}:1: «sum» lleva tres pistas`)
})

test('sin el archivo de pistas hay una queja', async () => {
  const [complaint] = await complaintsOf(hints, { [file]: undefined })

  expect(complaint).toContain(`${file}: falta este archivo`)
})
