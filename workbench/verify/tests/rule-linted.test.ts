import { expect, test } from 'vitest'

import { linted } from '../rules/linted.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

const { sum, starter } = MadeUpCourse.files
const config = { '.oxlintrc.json': '{ "rules": { "no-debugger": "error" } }' }
const wrong = 'export const sum = 0\ndebugger\n'

test('un taller limpio no da quejas', async () => {
  expect(await complaintsOf(linted, config)).toEqual([])
})

test('una falta dice el archivo, la línea, la regla y cómo se arregla', async () => {
  const complaints = await complaintsOf(linted, { ...config, 'workbench/a.ts': wrong })

  expect(complaints).toEqual([
    expect.stringMatching(/^workbench\/a\.ts:2: eslint\(no-debugger\) · .+ · .+/),
  ])
})

test('con la lección empezada se juzga el código inicial y no su src', async () => {
  const changes = { ...config, [sum]: wrong, [starter]: `// TODO (paso 1)\n${wrong}` }

  const complaints = await complaintsOf(linted, changes, { begun: true })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([`${starter}:3`])
})

test('sin empezar, la falta se dice una vez, donde se corrige', async () => {
  const complaints = await complaintsOf(linted, { ...config, [sum]: wrong, [starter]: wrong })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([`${sum}:2`])
})

test('si el linter no llega a mirar nada, se dice', async () => {
  const badConfig = { '.oxlintrc.json': '{ "rules": { "no-such-rule": "error" } }' }
  const nothing = { ...config, '.oxlintrc.json': '{ "ignorePatterns": ["**"] }' }

  expect(await complaintsOf(linted, badConfig)).toEqual([
    expect.stringMatching(/^\.oxlintrc\.json: oxlint no ha mirado nada: .*no-such-rule/s),
  ])
  expect(await complaintsOf(linted, nothing)).toEqual([
    '.oxlintrc.json: oxlint no ha mirado nada: no encontró archivos.',
  ])
})
