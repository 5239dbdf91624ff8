import { chmod, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { rightLater, rightSum } from '../../../testing/tests/sample-course.ts'
import { openLoop, processesLeft } from './loop-world.ts'
import { missingTmux } from './pseudo-terminal.ts'

const small = { columns: 80, rows: 24 }
const large = { columns: 120, rows: 40 }
const missing = await missingTmux()
const title =
  missing === undefined ? 'npm start en una terminal' : `npm start · omitido: ${missing}`

describe.skipIf(missing !== undefined)(title, () => {
  for (const size of [small, large]) {
    test(`de cero al curso terminado con lo que dice la pantalla, a ${size.columns}×${size.rows}`, async () => {
      await using world = await openLoop(size)
      const { terminal, course, save } = world
      const first = await terminal.sees('✗ dos y dos son cuatro')
      expect(first).toContain('Pendiente (paso 1): devuelve la suma.')
      expect(first).toContain('lessons/90-sample/src/sum.ts:3')
      expect(first).toMatch(/\? más {3}q *\n*$/)

      await save('sum.ts', 'export const sum = (a: number, b: number): number => a - b\n')
      await terminal.sees('sum(2, 2) dio 0. Lo esperado: cuatro.')
      await save('sum.ts', rightSum)
      await terminal.sees('Siguiente   90.2 · Esperar')
      await terminal.press('n')
      await terminal.sees('✗ el valor llega')
      await save('later.ts', rightLater)
      const last = await terminal.sees('Era el último paso del curso. Enhorabuena.')
      expect(last).toContain('Ya sabes sumar y esperar.')
      expect(last).toContain('2 de 2 pasos')

      await terminal.press('q')
      const end = await terminal.sees('TERMINÓ CON 0')
      expect(end).toContain('LO DE ANTES')
      expect(await processesLeft(course.root)).toEqual([])
    })
  }

  test('en una terminal que dice tener 0 columnas se ve igual que en una de 80', async () => {
    const unsized = ['sh', '-c', 'stty cols 0 rows 0; exec "$@"', 'sh']
    await using world = await openLoop(small, {}, unsized)
    const { terminal } = world
    const screen = await terminal.sees('✗ dos y dos son cuatro')
    expect(screen).toContain('─'.repeat(76))
    await terminal.press('q')
    await terminal.sees('TERMINÓ CON 0')
  })

  test('Ctrl-C acaba al momento, también con un bucle sin fin en marcha', async () => {
    await using world = await openLoop(small)
    const { terminal, course, save } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await save('sum.ts', 'export function sum() {\n  for (;;) {}\n}\n')
    await terminal.sees('comprobando…')
    await terminal.press('C-c')
    await terminal.sees('TERMINÓ CON 0', 5_000)
    expect(await processesLeft(course.root)).toEqual([])
  })

  test('Ctrl-Z deja la terminal a la consola, y con fg se sigue donde se estaba', async () => {
    const script = 'set -m; "$@"; stty -a | grep -o " icanon"; echo PARADO; read _; fg'
    await using world = await openLoop(small, {}, ['bash', '-c', script, 'bash'])
    const { terminal } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.press('C-z')
    const stopped = await terminal.sees('PARADO')
    expect(stopped).toContain(' icanon')
    expect(stopped).not.toContain('dos y dos son cuatro')
    await terminal.press('Enter')
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.press('l')
    await terminal.sees('para buscar')
    await terminal.press('Escape', 'q')
    await terminal.sees('TERMINÓ CON 0')
  })

  test('pistas, ayuda, lista y comparación', async () => {
    await using world = await openLoop(small)
    const { terminal } = world
    await world.course.write('solutions/90-sample/src/sum.ts', rightSum)
    await terminal.sees('✗ dos y dos son cuatro')

    await terminal.press('p')
    const hinted = await terminal.sees('Pista 1 de 3 · dónde mirar')
    expect(hinted).not.toContain('Pista 2 de 3')
    await terminal.press('p', 'p')
    await terminal.sees('return a + b')

    await terminal.press('?')
    await terminal.sees('Ctrl-C')
    await terminal.press('Escape')

    await terminal.press('c')
    await terminal.sees('c otra vez')
    await terminal.press('c')
    await terminal.sees('+ export const sum')
    await terminal.press('Escape')

    await terminal.press('l', 'e', 's', 'p', 'e', 'r')
    await terminal.sees(/› · 2 {2}Esperar/)
    await terminal.press('Enter')
    await terminal.sees('✗ el valor llega')
  })

  test('reiniciar guarda lo escrito, pregunta antes y vuelve al primer paso', async () => {
    await using world = await openLoop(small)
    const { terminal, course, save } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await save('sum.ts', rightSum)
    await terminal.sees('Superado')
    await terminal.press('n')
    await terminal.sees('✗ el valor llega')
    await terminal.press('x')
    await terminal.sees('src/sum.ts')
    await terminal.press('s')
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.sees('0 de 2 pasos')

    const copies = join(course.root, '.taller/snapshots/90-sample')
    const [copy = ''] = await readdir(copies)
    expect(await readFile(join(copies, copy, 'sum.ts'), 'utf8')).toBe(rightSum)
    const { out } = await course.run('start')
    expect(out).toContain('dos y dos son cuatro')
  })

  test('la tecla «e» abre el archivo en su línea con el editor que se diga', async () => {
    await using world = await openLoop(small, { TALLER_EDITOR: './code' })
    const { terminal, course } = world
    await course.write('code', '#!/bin/sh\necho "$@" > opened.txt\n')
    await chmod(join(course.root, 'code'), 0o755)
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.press('e')
    await terminal.sees('Abierto en ./code: lessons/90-sample/src/sum.ts:3')
    const opened = await readFile(join(course.root, 'opened.txt'), 'utf8')
    expect(opened.trim()).toBe(
      `--reuse-window --goto ${course.root}/lessons/90-sample/src/sum.ts:3`,
    )
  })

  test('la tecla «r» presta la terminal al programa y luego vuelve', async () => {
    await using world = await openLoop(small)
    const { terminal, course } = world
    await course.write(
      'lessons/90-sample/src/program.ts',
      'console.log("hola desde el programa")\n',
    )
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.press('r')
    await terminal.sees('hola desde el programa')
    await terminal.sees('Pulsa una tecla para volver')
    await terminal.press('Enter')
    expect(await terminal.sees('✗ dos y dos son cuatro')).not.toContain('hola desde')
    await terminal.press('q')
    expect(await terminal.sees('TERMINÓ CON 0')).not.toContain('hola desde')
  })

  test('Ctrl-C corta el programa, también uno que no acaba, y el bucle sigue', async () => {
    await using world = await openLoop(small)
    const { terminal, course, save } = world
    const endless = 'console.log("no acaba nunca")\nfor (;;);\n'
    await course.write('lessons/90-sample/src/program.ts', endless)
    await terminal.sees('✗ dos y dos son cuatro')
    for (let time = 0; time < 2; time++) {
      await terminal.press('r')
      expect(await terminal.sees('no acaba nunca')).toContain('Ctrl-C lo corta')
      await terminal.press('C-c')
      await terminal.sees('Pulsa una tecla para volver')
      await terminal.press('Space')
      await terminal.sees('✗ dos y dos son cuatro')
    }
    await terminal.press('l')
    await terminal.sees('para buscar')
    await terminal.press('Escape')
    await save('sum.ts', rightSum)
    await terminal.sees('Superado')
    await terminal.press('q')
    await terminal.sees('TERMINÓ CON 0')
  })

  test('lo que deja un editor al abrir un archivo no es guardarlo', async () => {
    await using world = await openLoop(small)
    const { terminal, save } = world
    await terminal.sees('pendiente · comprobado')
    await save('.sum.ts.swp', 'borrador')
    await save('sum.ts~', 'copia')
    await save('sum.ts', rightSum)
    await terminal.sees('superado · guardado')
    await terminal.press('a')
    await terminal.sees(/✗ 90 · .*1 de 2 pasos/)
    await terminal.press('Escape')
    expect(await terminal.sees('superado · comprobado')).not.toContain('guardado')
  })

  test('unas pistas mal escritas se dicen y no paran nada', async () => {
    await using world = await openLoop(small)
    const { terminal, course } = world
    await course.write('lessons/90-sample/hints.yml', 'sum: [Mira]\n')
    await terminal.sees('✗ dos y dos son cuatro')
    await terminal.press('p')
    const told = await terminal.sees('lessons/90-sample/hints.yml:1:')
    expect(told).toContain('✗ dos y dos son cuatro')
  })

  test('al cambiar el tamaño de la terminal se repinta entera', async () => {
    await using world = await openLoop(large)
    await world.terminal.sees('✗ dos y dos son cuatro')
    await world.terminal.resize(60, 16)
    // El pie abreviado solo sale pintado de nuevo, y lo último que se pinta es «q».
    const screen = await world.terminal.sees(/Edita(?:.|\n)*─{50,56}\n {2}p pista .* q *\n*$/)
    expect(screen.split('\n').filter((line) => line.length > 60)).toEqual([])
    expect(screen).toContain('0 de 2 pasos')
  })
})
