import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { recordPassed } from '../../course/progress.ts'
import { createCourse, starterText } from '../../course/tests/sample-course.ts'
import { runIn } from './run-in-course.ts'

const mine = '// lo mío\n'

test('reset dice dónde queda el trabajo y cómo recuperarlo, y --volver lo recupera', async () => {
  await using course = await createCourse()
  const file = join(course.root, 'lessons/02-event-bus/src/bus.ts')
  await writeFile(file, mine)

  const reset = await runIn(course, 'reset 02')
  const afterReset = await readFile(file, 'utf8')
  const back = await runIn(course, 'reset 02 --volver')

  const [name] = await readdir(join(course.root, '.taller/snapshots/02-event-bus'))
  expect(reset.code).toBe(0)
  expect(reset.out).toBe(`
  02 · Bus de eventos

  El código inicial está otra vez en lessons/02-event-bus/src
  Lo que tenías queda en   .taller/snapshots/02-event-bus/${name}
  Para recuperarlo         npm run reset -- 02 --volver

`)
  expect(afterReset).toBe(starterText('bus.ts'))
  expect(back.out).toContain(`Ha vuelto la copia       .taller/snapshots/02-event-bus/${name}`)
  expect(await readFile(file, 'utf8')).toBe(mine)
})

test('volver dos veces a la misma copia no la mueve', async () => {
  await using course = await createCourse()
  const file = join(course.root, 'lessons/02-event-bus/src/bus.ts')
  await writeFile(file, mine)
  await runIn(course, 'reset 02')
  await runIn(course, 'reset 02 --volver')

  const again = await runIn(course, 'reset 02 --volver')

  expect(again.code).toBe(0)
  expect(again.out).toContain('Tu «src» ya es igual que la última copia')
  expect(await readFile(file, 'utf8')).toBe(mine)
})

test('una lección sin tocar no se restaura ni se guarda', async () => {
  await using course = await createCourse()

  const { code, out } = await runIn(course, 'reset 02')

  expect(code).toBe(0)
  expect(out).toContain('Ya está como al principio: no hay nada que guardar.')
  expect(await readdir(join(course.root, '.taller'))).toEqual(['cache'])
})

test('con terminal, reset pregunta diciendo qué cambia, y un no lo deja todo como estaba', async () => {
  await using course = await createCourse()
  const file = join(course.root, 'lessons/02-event-bus/src/bus.ts')
  await writeFile(file, mine)

  const { code, out, questions } = await runIn(course, 'reset 02', { answer: false })

  expect(code).toBe(0)
  expect(questions).toEqual([
    `
  02 · Bus de eventos

    src/bus.ts

  1 archivo volverá a su estado inicial. Lo tuyo se guarda antes.
  ¿Sigo?`,
  ])
  expect(out).toBe('  No se ha tocado nada.\n\n')
  expect(await readFile(file, 'utf8')).toBe(mine)
})

test('con --si no pregunta', async () => {
  await using course = await createCourse()
  await writeFile(join(course.root, 'lessons/02-event-bus/src/bus.ts'), mine)

  const { questions } = await runIn(course, 'reset 02 --si', { answer: false })

  expect(questions).toEqual([])
})

test('desde la carpeta de una lección, reset es de esa', async () => {
  await using course = await createCourse()
  const { dir } = await course.lesson('02')
  await rm(join(dir, 'src'), { recursive: true })

  const { out } = await runIn(course, 'reset', { cwd: dir })

  expect(out).toContain('No había nada que guardar.')
  expect(await readdir(join(dir, 'src'))).toEqual(['bus.ts', 'program.ts'])
})

test('reset sin argumentos es de la lección en curso, y siempre pregunta', async () => {
  await using course = await createCourse()
  await recordPassed(course.root, await course.lesson('01'), (await course.lesson('01')).steps)
  await writeFile(join(course.root, 'lessons/02-event-bus/src/bus.ts'), mine)

  const { code, questions } = await runIn(course, 'reset', { answer: false })
  const refused = await runIn(course, 'reset')

  expect(code).toBe(0)
  expect(questions[0]).toContain('02 · Bus de eventos')
  expect(refused.code).toBe(2)
  expect(await readFile(join(course.root, 'lessons/02-event-bus/src/bus.ts'), 'utf8')).toBe(mine)
})

test('starter fija el código inicial la primera vez sin preguntar', async () => {
  await using course = await createCourse()
  await rm(join(course.root, 'solutions/02-event-bus/starter'), { recursive: true })

  const { code, out } = await runIn(course, 'starter 02')

  expect(code).toBe(0)
  expect(out).toBe('solutions/02-event-bus/starter · 2 archivos\n')
})

test('starter no cambia el código inicial sin permiso, y dice qué cambiaría', async () => {
  await using course = await createCourse()
  await writeFile(join(course.root, 'lessons/02-event-bus/src/bus.ts'), mine)

  const refused = await runIn(course, 'starter 02')
  const declined = await runIn(course, 'starter 02', { answer: false })
  const starter = join(course.root, 'solutions/02-event-bus/starter/bus.ts')

  expect(refused.code).toBe(2)
  expect(refused.err).toBe(
    'Cambia el código inicial de la lección 02:\n' +
      '  bus.ts\n' +
      'Si es lo que quieres: npm run starter -- 02 --si\n',
  )
  expect(declined.out).toBe('No se ha tocado nada.\n')
  expect(await readFile(starter, 'utf8')).toBe(starterText('bus.ts'))
})

test('starter con --si lo cambia', async () => {
  await using course = await createCourse()
  await writeFile(join(course.root, 'lessons/02-event-bus/src/bus.ts'), mine)

  await runIn(course, 'starter 02 --si')

  const starter = join(course.root, 'solutions/02-event-bus/starter/bus.ts')
  expect(await readFile(starter, 'utf8')).toBe(mine)
  expect((await runIn(course, 'starter 02')).out).toBe(
    'solutions/02-event-bus/starter ya es igual que lessons/02-event-bus/src\n',
  )
})
