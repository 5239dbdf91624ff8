import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { rightLater, rightSum, SampleCourse } from '../sample-course.ts'

const sum = 'lessons/90-sample/src/sum.ts'
const later = 'lessons/90-sample/src/later.ts'

const sample = test.extend('course', async ({}, { onCleanup }) => {
  const course = await SampleCourse.create()
  onCleanup(() => course[Symbol.asyncDispose]())
  return course
})

type Json = {
  verdict: string
  first?: { step: number; test?: string; kind: string; text: string; file?: string; line?: number }
  steps: {
    state: string
    tests: { name: string; passed: boolean; kind?: string }[]
    failures: { kind: string }[]
  }[]
}

async function judge(course: SampleCourse, ...args: string[]): Promise<Json & { code: unknown }> {
  const { code, out, err } = await course.run('test', ...args, '--json')
  expect(err).toBe('')
  return { ...(JSON.parse(out) as Json), code }
}

sample('el código inicial queda pendiente, y se lee solo el primer fallo', async ({ course }) => {
  const { code, out } = await course.run('test', '90')

  expect(code).toBe(1)
  expect(out).toContain('✗ 1  Sumar     ✗ 2  Esperar')
  expect(out).toContain('Pendiente (paso 1): devuelve la suma.')
  expect(out).not.toContain('Pendiente (paso 2)')
  expect(out).toContain('Edita   lessons/90-sample/src/sum.ts:3')
  expect(out).toContain('Pista   npm run pista -- 90.1')
  expect(out).toMatch(/ {2}pendiente · 0 de 2 pasos · [\d,]+ s/)
  expect(out.split('\n').every((line) => line.length <= 80)).toBe(true)
})

sample('con todo bien, queda superado y sale con 0', async ({ course }) => {
  await course.write(sum, rightSum)
  await course.write(later, rightLater)

  const { code, out } = await course.run('test', '90')

  expect(code).toBe(0)
  expect(out).toContain('Ya sabes sumar y esperar.')
  expect(out).toContain('superado · 2 de 2 pasos')
})

sample('un solo paso se juzga solo, y lo superado se apunta', async ({ course }) => {
  await course.write(sum, rightSum)

  expect(await judge(course, '90.1')).toMatchObject({ code: 0, verdict: 'solved' })
  const { out } = await course.run('progreso', '--json')
  expect(out).toContain('90-sample')
  expect((await course.run('start')).out).toContain('paso 2 de 2')
})

sample('un resultado equivocado enseña lo que escribió el programa', async ({ course }) => {
  await course.write(
    sum,
    `export const sum = (a: number, b: number) => {
  console.log('resto', a, b)
  return a - b
}
`,
  )

  const { out } = await course.run('test', '90')

  expect(out).toContain('sum(2, 2) dio 0. Lo esperado: cuatro.')
  expect(out).toContain('Tu programa escribió:\n      resto 2 2')
})

const broken: readonly (readonly [what: string, source: string, expected: object])[] = [
  [
    'un error de sintaxis',
    'export const sum = (a: number => a\n',
    {
      kind: 'syntax',
      text: expect.stringContaining('«src/broken-2.ts» no se puede leer'),
      line: 1,
    },
  ],
  [
    'process.exit',
    'export const sum = (): number => process.exit(0)\n',
    { kind: 'process-exit', text: expect.stringContaining('process.exit(0)'), line: 1 },
  ],
  [
    'una promesa rechazada que nadie atiende',
    "export const sum = (a: number, b: number) => {\n  void Promise.reject(new TypeError('nadie'))\n  return a + b\n}\n",
    { kind: 'unhandled', text: expect.stringContaining('TypeError: nadie'), line: 2 },
  ],
  [
    'un import que no existe',
    "import { x } from './nope.ts'\nexport const sum = () => x\n",
    { kind: 'missing-module', text: expect.stringContaining('«./nope.ts»') },
  ],
  [
    'un error al cargar el módulo',
    "throw new RangeError('al cargar')\n",
    { kind: 'exception', text: expect.stringContaining('RangeError: al cargar'), line: 1 },
  ],
  // El último: ocupa su hilo para siempre, y con un solo hilo nada de detrás llega a ejecutarse.
  [
    'un bucle sin fin',
    'export const sum = () => { for (;;) {} }\n',
    { kind: 'endless-loop', text: expect.stringContaining('en el test «dos y dos son cuatro»') },
  ],
]

sample(
  'cada forma de romperlo queda pendiente, con su frase, su archivo y su línea',
  async ({ course }) => {
    await course.useSteps([rightSum, ...broken.map(([, source]) => source)])

    const { code, verdict, steps } = await judge(course, '90')

    expect({ code, verdict }).toEqual({ code: 1, verdict: 'pending' })
    for (const [index, [what, , expected]] of broken.entries()) {
      const { tests, failures } = steps[index + 1] ?? { tests: [], failures: [] }
      const [failure] = [...failures, ...tests.filter(({ passed }) => !passed)]
      const name = `lessons/90-sample/src/broken-${index + 2}.ts`
      expect(failure, what).toMatchObject({
        ...expected,
        ...('line' in expected ? { file: name } : {}),
      })
    }
    expect(steps[0]).toMatchObject({ state: 'passed' })
  },
)

sample('con bucles sin fin en varios pasos, se señala el primero', async ({ course }) => {
  const endless = 'export const sum = () => { for (;;) {} }\n'
  const threads = availableParallelism()
  await course.useSteps([rightSum, ...Array.from<string>({ length: 2 * threads }).fill(endless)])
  // Sin orden, Vitest empieza por los tests más largos, y los del final ocuparían todos los hilos.
  for (let step = threads + 2; step <= 2 * threads + 1; step++) {
    const name = `lessons/90-sample/tests/${step}-broken-${step}.test.ts`
    const text = await readFile(join(course.root, name), 'utf8')
    await course.write(name, `${text}// ${'más largo '.repeat(500)}\n`)
  }

  const { first, steps: judged } = await judge(course, '90')

  expect(first).toMatchObject({ step: 2, kind: 'endless-loop' })
  expect(judged[0]).toMatchObject({ state: 'passed' })
})

sample('un archivo borrado o un test borrado se dicen antes de juzgar', async ({ course }) => {
  await course.remove(sum)
  const withoutSource = await course.run('test', '90')
  await course.write(sum, rightSum)
  await course.remove('lessons/90-sample/tests/1-sum.test.ts')
  const withoutTest = await course.run('test', '90')

  expect([withoutSource.code, withoutTest.code]).toEqual([2, 2])
  expect(withoutSource.err).toContain('lessons/90-sample/src/sum.ts')
  expect(withoutTest.err).toContain('falta el test del paso 1')
})

sample('un test vaciado no puede dar por bueno el paso', async ({ course }) => {
  await course.write(sum, rightSum)
  await course.write(later, rightLater)
  await course.write('lessons/90-sample/tests/1-sum.test.ts', '')

  expect(await judge(course, '90')).toMatchObject({ code: 1, first: { step: 1, kind: 'no-tests' } })
})

sample('si falla la máquina, el veredicto es «entorno» y no «pendiente»', async ({ course }) => {
  await course.write(
    'lessons/90-sample/tests/1-sum.test.ts',
    `import { EnvironmentError, test } from '@taller/workbench/testing'
test('suma', () => {
  throw new EnvironmentError({ what: 'no se pudo preparar Redis', why: 'No hay sitio.', remedies: [] })
})
`,
  )

  const { code, out } = await course.run('test', '90')

  expect(code).toBe(3)
  expect(out).toContain('entorno · no se pudo preparar Redis')
  expect(out).toContain('Tu código no se ha evaluado.')
  expect(out).not.toContain('pendiente')
})

sample('un número de lección que no existe dice cuáles hay', async ({ course }) => {
  const { code, err } = await course.run('test', '7')

  expect(code).toBe(2)
  expect(err).toContain('No hay ninguna lección «7»')
  expect(err).toContain('90 (sample)')
})
