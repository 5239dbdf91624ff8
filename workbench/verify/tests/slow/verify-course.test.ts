import { expect, test } from 'vitest'

import { rightLater, rightSum, SampleCourse } from '../../../testing/tests/sample-course.ts'

const sample = test.extend('course', async ({}, { onCleanup }) => {
  const course = await SampleCourse.create()
  onCleanup(() => course[Symbol.asyncDispose]())
  await course.write(`${solutions}/src/sum.ts`, rightSum)
  await course.write(`${solutions}/src/later.ts`, rightLater)
  await course.starter()
  return course
})

const solutions = 'solutions/90-sample'
const subtracts = 'export const sum = (a: number, b: number): number => a - b\n'

function mistake({ says = 'dio 0', source = subtracts, test: name = 'dos y dos son cuatro' } = {}) {
  return `/*---
replaces: sum.ts
title: Resta en vez de sumar
seen: las cuentas salen al revés.
rejected-by:
  - { step: 1, test: ${name}, says: ${says} }
---*/
${source}`
}

function alternative(source: string) {
  return `/*---
replaces: sum.ts
title: Otra forma
why: da lo mismo por otro camino.
---*/
${source}`
}

type Verification = {
  rows: { begun: boolean; judged: { kind: string; name: string; complaints: string[] }[] }[]
}

async function verify(course: SampleCourse) {
  const { code, out, err } = await course.run('test', '--solo', '90', '--json')
  expect(err).toBe('')
  const { rows } = JSON.parse(out) as Verification
  const judged = rows.flatMap((row) => row.judged)
  const about = Object.fromEntries(judged.map(({ name, complaints }) => [name, complaints]))
  return { code, rows, about }
}

sample(
  'cada candidato del mismo archivo recibe el veredicto de su propio código',
  async ({ course }) => {
    await course.write(`${solutions}/mistakes/subtracts.ts`, mistake())
    await course.write(`${solutions}/mistakes/harmless.ts`, mistake({ source: rightSum }))
    await course.write(`${solutions}/mistakes/other-words.ts`, mistake({ says: 'otra cosa' }))
    await course.write(`${solutions}/mistakes/no-such-test.ts`, mistake({ test: 'no existe' }))
    await course.write(`${solutions}/alternatives/fair.ts`, alternative(rightSum))
    await course.write(`${solutions}/alternatives/unfair.ts`, alternative(subtracts))

    const { code, about } = await verify(course)

    expect(code).toBe(1)
    expect(about).toEqual({
      starter: [],
      reference: [],
      subtracts: [],
      harmless: [
        expect.stringContaining('tenía que rechazarlo y lo acepta'),
        'ningún test lo rechaza',
      ],
      'other-words': [expect.stringMatching(/no se lee «otra cosa», sino «sum\(2, 2\) dio 0\./)],
      'no-such-test': [
        expect.stringContaining('no hay ningún test con ese nombre'),
        expect.stringContaining('lo primero que se lee es «dos y dos son cuatro»'),
      ],
      fair: [],
      unfair: [expect.stringContaining('sum(2, 2) dio 0')],
    })
  },
)

sample(
  'el código a medias de quien aprende no pone en rojo la verificación',
  async ({ course }) => {
    await course.write('lessons/90-sample/src/sum.ts', 'esto no es { TypeScript')

    const { code, rows, about } = await verify(course)

    expect(code).toBe(0)
    expect(about).toEqual({ starter: [], reference: [] })
    expect(rows).toMatchObject([{ begun: true }])
  },
)

sample(
  'un código inicial ya resuelto, o que falla por lo que no debe, se denuncia',
  async ({ course }) => {
    await course.write(`${solutions}/starter/sum.ts`, rightSum)
    await course.write(`${solutions}/starter/later.ts`, 'export const later = (\n')

    const { code, about } = await verify(course)

    expect(code).toBe(1)
    expect(about['starter']).toEqual([
      'el paso 1 ya está superado en el iniciador',
      expect.stringContaining('el paso 2 falla por «syntax», no por una comprobación'),
    ])
  },
)

sample('un rechazo suelto se atribuye al candidato que lo provoca', async ({ course }) => {
  const leaky = `export const sum = (a: number, b: number): number => {
  void Promise.reject(new Error('suelto'))
  return a + b
}
`
  await course.write(`${solutions}/alternatives/leaky.ts`, alternative(leaky))
  await course.write(`${solutions}/alternatives/tidy.ts`, alternative(rightSum))

  const { about } = await verify(course)

  expect(about).toMatchObject({
    reference: [],
    tidy: [],
    leaky: [expect.stringContaining('Una promesa se rechazó y nadie la atendió')],
  })
})

sample(
  'a fondo, un error típico no puede caer antes del paso que lo nombra',
  async ({ course }) => {
    const early = `/*---
replaces: sum.ts
title: No suma
seen: las cuentas salen mal.
rejected-by:
  - { step: 2, test: el valor llega, says: lo que llegó }
---*/
${subtracts}`
    await course.write(
      'lessons/90-sample/tests/2-later.test.ts',
      `import { expect, test } from '@taller/workbench/testing'
import { sum } from '../src/sum.ts'
import { later } from '../src/later.ts'
test('el valor llega', async () => {
  expect(await later(sum(2, 2))).toBe(4)
})
`,
    )
    await course.write(`${solutions}/mistakes/early.ts`, early)

    const { about } = await verify(course)

    expect(about['early']).toEqual([
      expect.stringContaining('lo primero que se lee es «dos y dos son cuatro» (paso 1)'),
    ])
  },
)

sample(
  'un error en un archivo que solo importa otro de la solución se juzga como tal',
  async ({ course }) => {
    await course.write(
      `${solutions}/src/sum.ts`,
      "import { add } from './add.ts'\nexport const sum = (a: number, b: number): number => add(a, b)\n",
    )
    await course.write(`${solutions}/src/add.ts`, rightSum.replace('sum', 'add'))
    await course.write(
      `${solutions}/mistakes/deep.ts`,
      mistake({ source: subtracts.replace('sum', 'add') }).replace('sum.ts', 'add.ts'),
    )

    const { about } = await verify(course)

    expect(about).toEqual({ starter: [], reference: [], deep: [] })
  },
)

sample('una cabecera mal escrita dice el archivo y qué escribir', async ({ course }) => {
  await course.write(`${solutions}/mistakes/bare.ts`, subtracts)
  const bare = await course.run('test', '--solo', '90')
  await course.write(`${solutions}/mistakes/bare.ts`, mistake().replace('title: ', 'titulo: '))
  const misspelt = await course.run('test', '--solo', '90')

  expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('falta la cabecera') })
  expect(bare.err).toContain('solutions/90-sample/mistakes/bare.ts')
  expect(misspelt.err).toContain('falta «title: …».')
  expect(misspelt.err).toContain('«titulo» no es una clave')
})

sample('la tabla cuenta pasos, candidatos y fallos a 80 columnas', async ({ course }) => {
  await course.write(`${solutions}/mistakes/subtracts.ts`, mistake())
  await course.write(`${solutions}/alternatives/unfair.ts`, alternative(subtracts))

  const { code, out } = await course.run('test', '--solo', '90')

  expect(code).toBe(1)
  expect(out).toMatch(/90 sample\s+2\s+✓ rojo\s+✓ verde\s+✓ 1 de 1\s+✗ 0 de 1/)
  expect(out).toMatch(/✗ 90 · alternativa unfair: paso 1, «dos y dos son cuatro»/)
  expect(out).toMatch(/ {2}1 fallo · [\d,]+ s/)
  expect(out.split('\n').every((line) => line.length <= 80)).toBe(true)
})
