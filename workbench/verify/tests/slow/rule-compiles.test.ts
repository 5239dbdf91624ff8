import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { compiles } from '../../rules/compiles.ts'
import { complaintsOf, MadeUpCourse } from '../made-up-course.ts'

const { sum, starter, test: lessonTest } = MadeUpCourse.files
const wrong = 'export const sum: number = true\n'

const project = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'esnext',
      lib: ['esnext'],
      skipLibCheck: true,
      types: [],
      allowImportingTsExtensions: true,
    },
    include: ['lessons', 'solutions', 'workbench'],
  }),
  [lessonTest]: "import { sum } from '../src/sum.ts'\n\nexport const four: number = sum(2, 2)\n",
}

test('un taller que compila no da quejas, esté o no empezada la lección', async () => {
  expect(await complaintsOf(compiles, project)).toEqual([])
  expect(await complaintsOf(compiles, project, { begun: true })).toEqual([])
})

test('un error de tipos dice el archivo, la línea y qué dice el compilador', async () => {
  const complaints = await complaintsOf(compiles, { ...project, 'workbench/a.ts': `\n${wrong}` })

  expect(complaints).toEqual([
    "workbench/a.ts:2: no compila (TS2322): Type 'boolean' is not assignable to type 'number'.",
  ])
})

test('lo que recuerda de la vez anterior no tapa un error nuevo ni repite uno arreglado', async () => {
  await using course = await MadeUpCourse.create({ ...project, 'workbench/a.ts': 'export {}\n' })
  const linted = await course.read()
  const complaints: number[] = []

  for (const code of ['export {}\n', wrong, wrong, 'export {}\n']) {
    await writeFile(join(course.root, 'workbench/a.ts'), code)
    complaints.push((await compiles(linted)).length)
  }

  expect(complaints).toEqual([0, 1, 1, 0])
})

test('con la lección empezada ni su src ni sus tests dan quejas; su código inicial, sí', async () => {
  const changes = {
    ...project,
    [sum]: 'export const other = (\n',
    [starter]: `// TODO (paso 1)\n${wrong}`,
    'workbench/a.ts': wrong,
  }

  const complaints = await complaintsOf(compiles, changes, { begun: true })

  // La sintaxis rota de quien aprende no puede tapar los errores de los demás archivos.
  expect(complaints.map((each) => each.split(': ')[0])).toEqual([
    `${starter}:2`,
    'workbench/a.ts:1',
  ])
})

test('sin empezar, un error del código inicial se dice una vez, donde se corrige', async () => {
  const complaints = await complaintsOf(compiles, { ...project, [sum]: wrong, [starter]: wrong })

  expect(complaints.map((each) => each.split(': ')[0])).toEqual([`${sum}:1`, `${lessonTest}:3`])
})

test('sin configuración que leer se queja de ella en vez de dar por bueno el taller', async () => {
  const complaints = await complaintsOf(compiles)

  expect(complaints).toEqual([expect.stringMatching(/^tsconfig\.json: error TS5058: /)])
})
