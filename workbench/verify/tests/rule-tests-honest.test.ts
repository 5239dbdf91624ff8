import { expect, test } from 'vitest'

import { testsHonest } from '../rules/tests-honest.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

const lessonTest = MadeUpCourse.files.test
const toolTest = 'workbench/course/tests/a.test.ts'

/** Las quejas por este cuerpo de test, sin la ruta: «línea: queja». */
async function faultsIn(file: string, body: string): Promise<readonly string[]> {
  const code = `import { setTimeout as nap } from 'node:timers/promises'\n${body}\n`
  const complaints = await complaintsOf(testsHonest, { [file]: code })
  return complaints.map((each) => each.slice(file.length + 1))
}

test('un test que compara, espera a un hecho y no se salta nada no da quejas', async () => {
  const body = `
    test('uno', async ({ skip }) => {
      if (!ready) skip('no hay Docker')
      skip(!ready, 'no hay Docker')
      skip(!ready, \`no hay \${engine}\`)
      expect(1).not.toBe(2)
      await expect.poll(() => state()).toBe('done')
      setTimeout(() => reject(new Error('tarda')), 1_000)
      await new Promise((_resolve, reject) => setTimeout(reject, 1_000))
    })
    test('dos', async () => void (await within(promise, explanation)))
    test('tres', async ({ inbox }) => void (await inbox.first(isPaid, explanation)))
    test.skip('en Windows · omitido: no hay señales', () => void expect(1).toBe(1))
    describe.skip(title, body)
    describe.skip(\`contrato\${why}\`, body)
    test.skipIf(windows)(\`señales\${why}\`, () => void expect(1).toBe(1))
    test.skipIf(windows)('señales · omitido: en Windows no las hay', () => void expect(1).toBe(1))
    test.for(cases)('cuatro', ([a]) => expectInOrder(a))
    export const extended = test.extend('inbox', () => new Inbox())`

  expect(await faultsIn(lessonTest, body)).toEqual([])
})

test('un .only se ve también detrás de otros modificadores', async () => {
  expect(await faultsIn(toolTest, "test.only('x', () => {})")).toEqual([
    '2: «.only» deja los demás tests sin ejecutar: quítalo.',
  ])
  expect(await faultsIn(toolTest, "test.concurrent.only('x', () => {})")).toHaveLength(1)
  expect(await faultsIn(toolTest, "describe.only('x', () => {})")).toHaveLength(1)
})

const silentSkips = [
  "test.skip('x', () => {})",
  "test.todo('x')",
  "describe.skip('x · omitido: ', () => {})",
  "test.skipIf(windows)('x', () => {})",
  "test.runIf(linux)('x', () => {})",
  'test("x", (context) => { context.skip(); expect(1).toBe(1) })',
  "test('x', ({ skip }) => { skip(''); expect(1).toBe(1) })",
  "test('x', ({ skip }) => { skip(!ready); expect(1).toBe(1) })",
  "test('x', ({ skip }) => { skip(system === 'win32'); expect(1).toBe(1) })",
  "test('x', ({ skip }) => { skip(true); expect(1).toBe(1) })",
]

for (const body of silentSkips) {
  test(`no dice por qué se salta: ${body}`, async () => {
    const faults = await faultsIn(toolTest, body)

    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^2: .*motivo.*skip\('motivo'\)/)
  })
}

const naps = [
  'await sleep(50)',
  'await wait(50)',
  'await delay(50)',
  'await nap(50)',
  'await new Promise((done) => setTimeout(done, 50))',
  'await new Promise((done) => globalThis.setTimeout(done, 50))',
  'await new Promise((done) => { setTimeout(() => { done() }, 50) })',
  'setTimeout(resolve, 50)',
]

for (const body of naps) {
  test(`duerme: ${body}`, async () => {
    const faults = await faultsIn(toolTest, body)

    expect(faults).toEqual([expect.stringMatching(/^2: un test no duerme: .*within/)])
  })
}

test('en la herramienta se puede preguntar en bucle o dormir diciendo por qué; en una lección no', async () => {
  const polling = 'while (alive(pid)) await nap(20)'
  const excused = '// Pausa a propósito: se mata en un momento cualquiera.\nawait nap(ms)'
  const unexplained = '// Pausa a propósito:\nawait nap(ms)'

  expect(await faultsIn(toolTest, polling)).toEqual([])
  expect(await faultsIn(toolTest, excused)).toEqual([])
  expect(await faultsIn(toolTest, unexplained)).toHaveLength(1)
  expect(await faultsIn(lessonTest, polling)).toHaveLength(1)
  expect(await faultsIn(lessonTest, excused)).toHaveLength(1)
})

test('una pausa después de un bucle no se libra por él', async () => {
  const body = 'for (const each of all) check(each)\nawait sleep(50)'

  expect(await faultsIn(toolTest, body)).toEqual([expect.stringMatching(/^3: un test no duerme/)])
})

test('un archivo de apoyo de una lección puede preguntar en bucle, pero no dormir', async () => {
  const helper = 'lessons/90-sample/tests/held.ts'
  const polling = 'export const until = async () => { for (;;) { check(); await sleep(3) } }'
  const asleep = 'export const later = async () => { await sleep(50) }'

  expect(await faultsIn(helper, polling)).toEqual([])
  expect(await faultsIn(helper, asleep)).toEqual([expect.stringMatching(/^2: un test no duerme/)])
})

for (const name of ['resolves', 'rejects']) {
  test(`en una lección, .${name} pierde la explicación`, async () => {
    const body = `test('x', async () => { await expect(promise).${name}.toBe(1) })`

    expect(await faultsIn(lessonTest, body)).toEqual([
      `2: «.${name}» pierde tu explicación si la promesa acaba al revés: usa await outcomeOf(promesa).`,
    ])
    expect(await faultsIn(toolTest, body)).toEqual([])
  })
}

const bare = ['expect(sum)', 'expect(sum).not', 'expect(sum).toBe', 'await expect.poll(f)']

for (const code of bare) {
  test(`no compara con nada: ${code}`, async () => {
    const body = `test('x', async () => { ${code} })`

    expect(await faultsIn(lessonTest, body)).toEqual([
      '2: este expect no compara con nada: le falta el «.toBe…».',
    ])
  })
}

const vain = [
  "test('x', () => { sum(2, 2) })",
  "test.concurrent('x', () => sum(2, 2))",
  "test.for(cases)('x', ([a]) => sum(a, a))",
]

for (const body of vain) {
  test(`no comprueba nada: ${body}`, async () => {
    expect(await faultsIn(lessonTest, body)).toEqual([
      '2: este test no comprueba nada: no llama a expect, ni a within, ni a inbox.first.',
    ])
  })
}

test('un test que no es de ningún paso no lo ejecuta nadie', async () => {
  const code = "test('x', () => expect(1).toBe(1))\n"

  expect(
    await complaintsOf(testsHonest, { 'lessons/90-sample/tests/2-more.test.ts': code }),
  ).toEqual([
    'lessons/90-sample/tests/2-more.test.ts: no es el test de ningún paso, así que nadie lo ' +
      'ejecuta: añade el paso al README o bórralo.',
  ])
})

test('un test con el número de otro paso dice cómo se llama', async () => {
  const code = "test('x', () => expect(1).toBe(1))\n"

  expect(
    await complaintsOf(testsHonest, { 'lessons/90-sample/tests/3-sum.test.ts': code }),
  ).toEqual(['lessons/90-sample/tests/3-sum.test.ts: «sum» es el paso 1: llámalo 1-sum.test.ts.'])
})
