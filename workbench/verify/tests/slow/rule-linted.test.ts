import { expect, test } from 'vitest'

import { linted } from '../../rules/linted.ts'
import { complaintsOf, MadeUpCourse } from '../made-up-course.ts'

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

test('un ciclo que cierra quien aprende no se apunta en los tests de su lección', async () => {
  const changes = {
    '.oxlintrc.json': '{ "plugins": ["import"], "rules": { "import/no-cycle": "error" } }',
    [sum]: "import { held } from '../tests/held.ts'\n\nexport const sum = held\n",
    'lessons/90-sample/tests/held.ts':
      "import { sum } from '../src/sum.ts'\n\nexport const held = (): unknown => sum\n",
  }

  expect(await complaintsOf(linted, changes)).toContainEqual(
    expect.stringMatching(/^lessons\/90-sample\/tests\/held\.ts:1: import\(no-cycle\)/),
  )
  expect(await complaintsOf(linted, changes, { begun: true })).toEqual([])
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
