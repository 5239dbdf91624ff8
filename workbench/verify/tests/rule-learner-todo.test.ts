import { expect, test } from 'vitest'

import { learnerTodo } from '../rules/learner-todo.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

test('un TODO en el código inicial es lo esperado', async () => {
  expect(await complaintsOf(learnerTodo)).toEqual([])
})

const stray: readonly (readonly [string, string, number])[] = [
  ['workbench/a.ts', 'const a = 1 // TODO: otro nombre\nexport { a }\n', 1],
  ['workbench/a.ts', '/**\n * Suma.\n * FIXME: y resta\n */\nexport const a = 1\n', 3],
  ['solutions/90-sample/src/sum.ts', '// XXX\nexport const sum = 1\n', 1],
  ['lessons/90-sample/tests/1-sum.test.ts', '// TODO: más casos\n', 1],
  ['solutions/90-sample/src/sql/claim.sql', 'SELECT 1\n-- TODO: índice\n', 2],
  ['CONTRIBUTING.md', '# Contribuir\n\n<!-- TODO: ejemplos -->\n', 3],
  ['.github/workflows/ci.yml', 'on: push\n# TODO: Windows\n', 2],
]

for (const [file, text, line] of stray) {
  test(`${file} no puede llevar ${/TODO|FIXME|XXX/.exec(text)?.[0]}`, async () => {
    const complaints = await complaintsOf(learnerTodo, { [file]: text })

    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain(`${file}:${line}: «`)
    expect(complaints[0]).toContain('termínalo o apúntalo como issue')
  })
}

test('nombrar la palabra en una cadena, entre comillas o como código no es dejarla', async () => {
  const named = "// Solo aquí valen los `TODO` y los «FIXME».\nexport const mark = 'TODO'\n"

  expect(await complaintsOf(learnerTodo, { 'workbench/a.ts': named })).toEqual([])
})

test('un código inicial que no dice qué falta da una queja con la orden que fija la copia', async () => {
  const { sum, starter } = MadeUpCourse.files
  const silent = 'export const sum = 0\n'

  const complaints = await complaintsOf(learnerTodo, { [sum]: silent, [starter]: silent })

  expect(complaints).toEqual([
    'solutions/90-sample/starter: ningún comentario «TODO (paso N): …» dice qué falta. ' +
      'Escríbelo en lessons/90-sample/src y fija la copia:\n  npm run starter -- 90',
  ])
})

test('quien resuelve la lección y borra el TODO no recibe quejas', async () => {
  const { sum } = MadeUpCourse.files
  const solved = 'export const sum = (a: number, b: number) => a + b // FIXME: y las tildes\n'

  expect(await complaintsOf(learnerTodo, { [sum]: solved }, { begun: true })).toEqual([])
})
