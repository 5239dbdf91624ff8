import { expect, test } from 'vitest'

import { dependencyArrows } from '../rules/dependency-arrows.ts'
import { complaintsOf } from './made-up-course.ts'

const arrowsOf = async (file: string, code: string, options = {}) => {
  const complaints = await complaintsOf(dependencyArrows, { [file]: code }, options)
  return complaints.map((each) => each.slice(0, each.indexOf(': ')))
}

test('un taller en orden no tiene flechas al revés', async () => {
  expect(await complaintsOf(dependencyArrows)).toEqual([])
})

test('dice qué archivo importa qué, en qué línea y de dónde sí puede', async () => {
  const complaints = await complaintsOf(dependencyArrows, {
    'lessons/90-sample/src/ñ.ts': "// 😀 ñ\n\nimport { expect } from 'vitest'\n",
  })

  expect(complaints).toEqual([
    'lessons/90-sample/src/ñ.ts:3 → vitest: el código de una lección importa solo archivos de su src y bibliotecas de verdad (node:, bullmq, ioredis, pg, ws).',
  ])
})

const lesson = 'lessons/90-sample'
const solution = 'solutions/90-sample'
const wrong: readonly (readonly [string, string])[] = [
  [`${lesson}/src/a.ts`, '@taller/workbench/testing'],
  [`${lesson}/src/a.ts`, '../tests/held.ts'],
  [`${lesson}/src/a.ts`, `../../../${solution}/src/sum.ts`],
  [`${lesson}/src/a.ts`, 'lodash'],
  [`${lesson}/src/a.ts`, 'pgmon'],
  [`${lesson}/tests/1-sum.test.ts`, '@taller/workbench/services'],
  [`${lesson}/tests/1-sum.test.ts`, '../../../workbench/testing/inbox.ts'],
  [`${lesson}/tests/1-sum.test.ts`, `../../../${solution}/src/sum.ts`],
  [`${lesson}/tests/1-sum.test.ts`, '../../91-other/src/sum.ts'],
  [`${solution}/src/a.ts`, 'vitest'],
  [`${solution}/src/a.ts`, '../mistakes/b.ts'],
  [`${solution}/starter/a.ts`, '../src/sum.ts'],
  [`${solution}/mistakes/a.ts`, '@taller/workbench/testing'],
  [`${solution}/alternatives/a.ts`, `../../../${lesson}/src/sum.ts`],
  ['workbench/course/a.ts', `../../${lesson}/src/sum.ts`],
  ['workbench/course/a.ts', `../../${solution}/src/sum.ts`],
  ['workbench/course/a.ts', '../../scripts/bench.ts'],
  ['workbench/cli/commands.ts', `../../${solution}/src/sum.ts`],
  ['scripts/demo.ts', `../${lesson}/src/sum.ts`],
]

for (const [file, specifier] of wrong) {
  test(`${file} no puede importar ${specifier}`, async () => {
    const begun = file.includes('/starter/')

    expect(await arrowsOf(file, `import '${specifier}'\n`, { begun })).toEqual([
      `${file}:1 → ${specifier}`,
    ])
  })
}

const right: readonly (readonly [string, string])[] = [
  [`${lesson}/src/a.ts`, './sum.ts'],
  [`${lesson}/src/a.ts`, 'node:timers/promises'],
  [`${lesson}/src/a.ts`, 'pg'],
  [`${lesson}/tests/1-sum.test.ts`, './held.ts'],
  [`${lesson}/tests/1-sum.test.ts`, 'ioredis'],
  [`${solution}/mistakes/a.ts`, '../src/sum.ts'],
  [`${solution}/alternatives/a.ts`, '../starter/order.ts'],
  ['workbench/cli/commands.ts', '../../scripts/bench.ts'],
  ['scripts/demo.ts', `../${solution}/src/sum.ts`],
  ['scripts/demo.ts', '../workbench/services/start.ts'],
]

for (const [file, specifier] of right) {
  test(`${file} puede importar ${specifier}`, async () => {
    expect(await arrowsOf(file, `import '${specifier}'\n`)).toEqual([])
  })
}

const forms: readonly string[] = [
  "import 'vitest'",
  "import type { TestContext } from 'vitest'",
  "export { expect, test } from 'vitest'",
  "export * from 'vitest'",
  "export const late = () => import('vitest')",
  'export const late = () => import(`vitest`)',
  "export type Context = import('vitest').TestContext",
  "export const old = require('vitest')",
  "vi.mock('vitest')",
]

for (const form of forms) {
  test(`se ve el import escrito como ${form}`, async () => {
    expect(await arrowsOf(`${solution}/src/a.ts`, `${form}\n`)).toEqual([
      `${solution}/src/a.ts:1 → vitest`,
    ])
  })
}

test('un import nombrado en un comentario o en una cadena no lo es', async () => {
  const code = "// import 'vitest'\nexport const text = `import 'vitest'`\n"

  expect(await arrowsOf(`${solution}/src/a.ts`, code)).toEqual([])
})

test('con la lección empezada, el src no se mira y su código inicial sí', async () => {
  const changes = {
    [`${lesson}/src/sum.ts`]: "import 'lodash'\n",
    [`${solution}/starter/sum.ts`]: "import 'vitest'\n",
  }

  const complaints = await complaintsOf(dependencyArrows, changes, { begun: true })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([
    `${solution}/starter/sum.ts:1 → vitest`,
  ])
})

test('sin ningún archivo que mirar, se queja en vez de darlo por bueno', async () => {
  const nothing = {
    [`${lesson}/src/sum.ts`]: undefined,
    [`${lesson}/tests/1-sum.test.ts`]: undefined,
    [`${solution}/starter/sum.ts`]: undefined,
    [`${solution}/src/sum.ts`]: undefined,
  }

  const complaints = await complaintsOf(dependencyArrows, nothing)

  expect(complaints).toHaveLength(1)
  expect(complaints[0]).toContain('no hay ningún archivo de código que mirar')
})
