import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { rightSum } from '../../../testing/tests/sample-course.ts'
import { openLoop } from './loop-world.ts'
import { missingTmux } from './pseudo-terminal.ts'

const missing = await missingTmux()
const title = missing === undefined ? 'código que rompe' : `código que rompe · omitido: ${missing}`

type Breakage = readonly [name: string, source: string, says: string | RegExp]

const breakages: readonly Breakage[] = [
  ['un bucle sin fin', 'export function sum() {\n  for (;;) {}\n}\n', 'hay un bucle sin fin'],
  [
    'process.exit',
    'export function sum() {\n  process.exit(0)\n}\n',
    'Tu código llama a process.exit(0)',
  ],
  [
    'un error de sintaxis',
    'export function sum( {\n',
    'no se puede leer: hay un error de sintaxis',
  ],
  [
    'un rechazo que nadie atiende',
    'export function sum(a: number, b: number) {\n  void Promise.reject(new Error("suelto"))\n  return a + b\n}\n',
    'Una promesa se rechazó y nadie la atendió',
  ],
  [
    'matar el proceso',
    'export function sum() {\n  process.kill(process.pid, "SIGKILL")\n  for (;;) {}\n}\n',
    'Tu código tumbó dos veces el proceso',
  ],
  [
    'agotar la memoria',
    'export function sum() {\n  const all: unknown[] = []\n  for (;;) all.push(new Array(100_000).fill(all.length))\n}\n',
    // Según la máquina, se agota antes la memoria o la paciencia.
    /memoria|hay un bucle sin fin/,
  ],
]

describe.skipIf(missing !== undefined)(title, () => {
  for (const [name, source, says] of breakages) {
    test(`${name}: se dice qué pasa y el siguiente guardado se comprueba`, async () => {
      await using world = await openLoop({ columns: 80, rows: 24 })
      const { terminal, save } = world
      await terminal.sees('✗ dos y dos son cuatro')
      await save('sum.ts', source)
      const screen = await terminal.sees(says)
      expect(screen).not.toContain('Superado')
      await save('sum.ts', rightSum)
      await terminal.sees('Superado')
    })
  }

  test('borrar el archivo, y luego la lección entera, se dice; al volver se sigue', async () => {
    await using world = await openLoop({ columns: 80, rows: 24 })
    const { terminal, course, save } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await rm(join(course.root, 'lessons/90-sample/src/sum.ts'))
    await terminal.sees('lessons/90-sample/src/sum.ts: falta.')

    const lesson = join(course.root, 'lessons/90-sample')
    const away = join(dirname(course.root), 'away')
    await rename(lesson, away)
    await terminal.sees('La carpeta lessons/90-sample no está')
    await rename(away, lesson)
    await terminal.sees('lessons/90-sample/src/sum.ts: falta.')
    await save('sum.ts', rightSum)
    expect(await terminal.sees('Superado')).toContain('1 de 2 pasos')
  })

  test('un README estropeado se cuenta, y la lección se sigue comprobando', async () => {
    await using world = await openLoop({ columns: 80, rows: 24 })
    const { terminal, course, save } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await course.write('lessons/90-sample/README.md', '---\ntitle: [\n')
    await terminal.sees('Una lección no se puede leer')
    await save('sum.ts', rightSum)
    expect(await terminal.sees('Superado')).toContain('1 de 2 pasos')
  })

  test('una carpeta de lección sin README no impide trabajar en las demás', async () => {
    await using world = await openLoop({ columns: 80, rows: 24 })
    const { terminal, course } = world
    await terminal.sees('✗ dos y dos son cuatro')
    await course.write('lessons/91-empty/src/x.ts', '')
    const screen = await terminal.sees('lessons/91-empty/README.md: falta este README')
    expect(screen).toContain('✗ dos y dos son cuatro')
  })
})
