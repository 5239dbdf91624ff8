import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { recordPassed } from '../../course/progress.ts'
import { createCourse } from '../../course/tests/sample-course.ts'
import { runIn } from './run-in-course.ts'

const monday = new Date('2026-03-09T12:00:00.000Z')

test('lista enseña las lecciones, lo superado y el paso que toca', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const { code, out } = await runIn(course, 'lista')

  expect(code).toBe(0)
  expect(out).toBe(`
  01 · Síncrono frente a asíncrono                                        60 min
     ✓ 1  En fila
     ▸ 2  En paralelo

  02 · Bus de eventos                                Redis · PostgreSQL · 45 min
     · 1  Publicar
     · 2  Una sola vez (reto)

  ▸ te toca este:   npm start

`)
})

test('lista como JSON lleva lo superado y no lleva las pistas ni rutas de la máquina', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const { out } = await runIn(course, 'lista --json')

  const [first] = JSON.parse(out) as { steps: unknown[] }[]
  expect(first?.steps[0]).toEqual({
    number: 1,
    id: 'sequential',
    title: 'En fila',
    file: 'src/orders.ts',
    test: 'tests/1-sequential.test.ts',
    optional: false,
    passed: true,
  })
  expect(out).not.toContain(course.root)
})

test('progreso enseña cuánto llevas, cuándo acabaste cada lección y qué toca', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, lesson.steps, monday)

  const { code, out } = await runIn(course, 'progreso')

  expect(code).toBe(0)
  expect(out).toBe(`
  Taller de eventos      ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░             2 de 3 pasos

  01 · Síncrono frente a asíncrono                        ✓✓          9 mar 2026
  02 · Bus de eventos                                     ··              0 de 1

  Ahora toca   02.1 · Publicar
  Sigue con    npm start

`)
})

test('progreso como JSON se puede leer con otro programa', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const { out } = await runIn(course, 'progreso --json')

  expect(JSON.parse(out)).toEqual({
    passed: 1,
    total: 3,
    current: { lesson: '01-sync-vs-async', step: 2 },
    steps: [
      { key: '01-sync-vs-async/sequential', optional: false, passedAt: '2026-03-09T12:00:00.000Z' },
      { key: '01-sync-vs-async/parallel', optional: false, passedAt: null },
      { key: '02-event-bus/publish', optional: false, passedAt: null },
      { key: '02-event-bus/once', optional: true, passedAt: null },
    ],
  })
})

test('con todo superado, progreso y lista lo celebran', async () => {
  await using course = await createCourse()
  for (const number of ['01', '02']) {
    const lesson = await course.lesson(number)
    await recordPassed(course.root, lesson, lesson.steps, monday)
  }

  expect((await runIn(course, 'progreso')).out).toContain('Has superado todo lo que hay.')
  expect((await runIn(course, 'lista')).out).toContain('Has superado todo lo que hay.')
})

test('un progreso dañado se cuenta aparte y no impide trabajar', async () => {
  await using course = await createCourse()
  await course.write('.taller/progress.json', 'roto')

  const { code, out, err } = await runIn(course, 'progreso')

  expect(code).toBe(0)
  expect(out).toContain('0 de 3 pasos')
  expect(err).toContain('«progress.json» estaba dañado y se empieza otro')
})

test('cada vez que se pide una pista sale la siguiente, hasta la última', async () => {
  await using course = await createCourse()

  const first = await runIn(course, 'pista 01.2')
  const second = await runIn(course, 'pista 01.2')
  const third = await runIn(course, 'pista 01.2')
  const fourth = await runIn(course, 'pista 01.2')

  expect(first.out).toBe(`
  01 · Síncrono frente a asíncrono                                   paso 2 de 2
  En paralelo

  Pista 1 de 3 · dónde mirar

    mira Promise.all

  Otra pista   npm run pista -- 01.2

`)
  expect(second.out).toContain('Pista 2 de 3 · en qué pensar')
  expect(third.out).toContain('Pista 3 de 3 · casi el código')
  expect(third.out).toContain('compara con solutions/01-sync-vs-async/')
  expect(fourth.out).toContain('Pista 3 de 3')
  expect(fourth.out).toContain('Es la última: no hay más.')
})

test('cada paso lleva su propia cuenta de pistas', async () => {
  await using course = await createCourse()
  await runIn(course, 'pista 01.1')

  expect((await runIn(course, 'pista 01.2')).out).toContain('Pista 1 de 3')
})

test('una pista concreta se puede pedir, y la cuenta sigue desde la más alta vista', async () => {
  await using course = await createCourse()

  const second = await runIn(course, 'pista 01.1 --nivel 2')
  const first = await runIn(course, 'pista 01.1 --nivel 1')
  const next = await runIn(course, 'pista 01.1')

  expect(second.out).toContain('Pista 2 de 3')
  expect(first.out).toContain('Pista 1 de 3')
  expect(next.out).toContain('Pista 3 de 3')
})

test('sin decir paso, la pista es del que toca', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  expect((await runIn(course, 'pista')).out).toContain('En paralelo')
  expect((await runIn(course, 'pista 02')).out).toContain('Publicar')
})

test('desde la carpeta de una lección, la pista es de esa', async () => {
  await using course = await createCourse()
  const { dir } = await course.lesson('02')

  expect((await runIn(course, 'pista', { cwd: join(dir, 'src') })).out).toContain('Publicar')
})

test.each([
  ['pista 01.9', 'La lección 01 no tiene paso 9: van del 1 al 2.'],
  ['pista 07.1', 'No hay ninguna lección «07».'],
  ['pista 01.1 --nivel 4', '«--nivel» es 1, 2 o 3; llegó «4».'],
  ['reset', 'Ibas a llevar al principio la lección 01. Si es esa: npm run reset -- 01'],
  ['comparar', 'npm run comparar -- 01 --si'],
  ['test 02 01.1', '«01.1» es de la lección 01, y estás en la carpeta de la 02.'],
  ['test 02 02.7', 'La lección 02 no tiene paso 7'],
  ['reset 09', 'No hay ninguna lección «09».'],
  ['reset 02 --volver', 'No hay ninguna copia guardada de la lección 02'],
])('«%s» es un uso incorrecto y lo explica', async (line, message) => {
  await using course = await createCourse()

  const { code, err } = await runIn(course, line)

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('sin pasos pendientes, la pista pide que se diga cuál', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, lesson.steps, monday)

  const { code, err } = await runIn(course, 'pista 01')

  expect(code).toBe(2)
  expect(err).toBe(
    'Has superado la lección 01: no queda paso del que dar pistas.\n' +
      '  De uno en concreto, con lección y paso: npm run pista -- 02.3\n',
  )
})

test('una lección mal escrita para lo que la nombra, con archivo y línea', async () => {
  await using course = await createCourse()
  const { dir } = await course.lesson('02')
  await course.write('lessons/02-event-bus/README.md', '---\ntitle: Bus\n---\n')
  const message = 'lessons/02-event-bus/README.md:2\n    falta «minutes». Escribe: minutes: 60'

  for (const line of [
    'pista 02',
    'reset 2',
    'comparar event-bus',
    'test 02.1',
    'run 02-event-bus',
  ]) {
    const { code, err } = await runIn(course, line)
    expect(code, line).toBe(2)
    expect(err, line).toContain(message)
  }
  expect((await runIn(course, 'pista', { cwd: dir })).err).toContain(message)
})

test('a las demás órdenes les basta con un aviso', async () => {
  await using course = await createCourse()
  await course.write('lessons/02-event-bus/README.md', '---\ntitle: Bus\n---\n')

  for (const line of ['lista', 'progreso', 'pista', 'pista 01.1', 'reset 01']) {
    const { code, err, out } = await runIn(course, line)
    expect(code, line).toBe(0)
    expect(err, line).toContain('Una lección no se puede leer, y se queda fuera')
    expect(err, line).toContain('lessons/02-event-bus/README.md:2: falta «minutes».')
    expect(out, line).not.toBe('')
  }
})

test('comparar sin argumentos enseña lo superado de la lección en curso, y dice lo que falta', async () => {
  await using course = await createCourse()
  const code = 'export function placeOrder() {}\n\nexport function other() {}\n'
  await course.write('lessons/01-sync-vs-async/src/orders.ts', code)
  await course.write(
    'solutions/01-sync-vs-async/src/orders.ts',
    code.replaceAll('{}', '{\n  work()\n}'),
  )
  const lesson = await course.lesson('01')
  await recordPassed(course.root, lesson, [lesson.steps[0]!], monday)

  const { code: ended, out, err } = await runIn(course, 'comparar')

  expect(ended).toBe(0)
  expect(out).toContain('solutions/01-sync-vs-async/src/orders.ts · placeOrder')
  expect(out).not.toContain('other')
  expect(err).toContain('Queda fuera lo de 1 paso por superar')
  expect((await runIn(course, 'comparar --si')).out).toContain('other')
})

test('con un archivo de la lección borrado, «run» dice cuál falta y no lanza nada', async () => {
  await using course = await createCourse()
  await rm(join(course.root, 'lessons/02-event-bus/src/bus.ts'))

  const { code, out, err } = await runIn(course, 'run 02')

  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('lessons/02-event-bus/src/bus.ts')
  expect(err).toContain('npm run reset -- 02')
})
