import { expect, test } from 'vitest'

import { formatted } from '../../rules/formatted.ts'
import { complaintsOf, MadeUpCourse } from '../made-up-course.ts'

const { sum, starter } = MadeUpCourse.files
const untidy = 'export const   sum = 0\n'

const config = {
  '.oxfmtrc.json': '{ "semi": false, "singleQuote": true, "ignorePatterns": ["**/*.{json,md}"] }\n',
}

test('un taller bien formateado no da quejas, esté o no empezada la lección', async () => {
  expect(await complaintsOf(formatted, config)).toEqual([])
  expect(await complaintsOf(formatted, config, { begun: true })).toEqual([])
})

test('un archivo sin formatear se nombra con la orden que lo arregla', async () => {
  expect(await complaintsOf(formatted, { ...config, 'workbench/a.ts': untidy })).toEqual([
    'workbench/a.ts: no está como lo deja el formateador:\n  npx oxfmt workbench/a.ts',
  ])
})

test('con la lección empezada se juzga el código inicial y no su src', async () => {
  const changes = { ...config, [sum]: untidy, [starter]: untidy }

  const complaints = await complaintsOf(formatted, changes, { begun: true })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([starter])
})

test('sin empezar, la falta se dice una vez, donde se corrige', async () => {
  const complaints = await complaintsOf(formatted, { ...config, [sum]: untidy, [starter]: untidy })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([sum])
})

test('un error de sintaxis lo deja para el compilador; uno de configuración, no', async () => {
  const broken = { ...config, 'workbench/a.ts': 'export const = 1\n' }

  expect(await complaintsOf(formatted, broken)).toEqual([])
  expect(await complaintsOf(formatted, { '.oxfmtrc.json': '{ "semi": 3 }' })).toEqual([
    expect.stringContaining('.oxfmtrc.json: oxfmt no ha mirado nada: '),
  ])
})
