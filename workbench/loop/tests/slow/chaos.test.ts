import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { Adversary, seedFor } from '../../../testing/adversary.ts'
import { rightSum } from '../../../testing/tests/sample-course.ts'
import { openLoop, type World } from './loop-world.ts'
import { missingTmux, type PseudoTerminal } from './pseudo-terminal.ts'

const SEED = process.env['TALLER_SEED'] === undefined ? 20_260_109 : seedFor('', process.env)
// Varios minutos: se lanza a mano, y antes de publicar.
const missing =
  process.env['TALLER_CHAOS'] === '1' ? await missingTmux() : 'es largo; se pide con TALLER_CHAOS=1'
const title = missing === undefined ? 'al azar' : `al azar · omitido: ${missing}`

describe.skipIf(missing !== undefined)(title, { timeout: 600_000 }, () => {
  test('500 teclas: no se cae y no se pierde nada de lo escrito', async () => {
    const adversary = new Adversary(SEED)
    // Las de salir y las que abren otros programas tienen sus propias pruebas.
    const keys = [
      ...'pnlcxs?atzñ9',
      'Enter',
      'Escape',
      'Up',
      'Down',
      'Tab',
      'BSpace',
      'PageDown',
      'F5',
    ]
    await using world = await openLoop({ columns: 80, rows: 24 })
    await world.terminal.sees('✗ dos y dos son cuatro')
    const mine = `${rightSum}// esto lo he escrito yo\n`
    await world.save('sum.ts', mine)
    await world.terminal.sees('Superado')

    for (let count = 0; count < 500; count++) await world.terminal.press(adversary.pick(keys))

    await world.terminal.press('Escape', 'Escape', 'Escape')
    await world.terminal.sees('Taller de eventos')
    expect(await everythingKept(world), `semilla ${SEED}`).toContain(mine)
    await world.terminal.press('C-c')
    await world.terminal.sees('TERMINÓ CON 0')
  })

  test('200 cambios en el disco: nunca un veredicto que no sea el del código que hay', async () => {
    const adversary = new Adversary(SEED)
    await using world = await openLoop({ columns: 80, rows: 24 })
    const { terminal, course } = world
    await terminal.sees('✗ dos y dos son cuatro')
    const file = join(course.root, 'lessons/90-sample/src/sum.ts')
    const aside = join(course.root, 'aside.ts')
    const mutations = {
      right: () => writeFile(file, rightSum),
      wrong: () => writeFile(file, rightSum.replace('a + b', 'a - b')),
      truncate: () => writeFile(file, ''),
      garbage: () => writeFile(file, Buffer.from([0, 255, 254, 1, 98, 0, 128, 200, 13])),
      rename: () => rename(file, aside).catch(() => {}), // puede que ya no esté
      remove: () => rm(file, { force: true }),
      restore: () => rename(aside, file).catch(() => {}), // puede que nadie lo apartara
    }
    for (let count = 1; count <= 200; count++) {
      const name = adversary.pick(Object.keys(mutations) as (keyof typeof mutations)[])
      await mutations[name]()
      await pause(adversary.int(120)) // a destiempo a propósito: en mitad de una ejecución o no
      if (count % 10 !== 0) continue

      const text = await readFile(file, 'utf8').catch(() => undefined) // borrado o apartado
      const wanted = text === rightSum ? 'superado · ' : 'pendiente · '
      const place = `cambio ${count} (${name}), semilla ${SEED}`
      const screen = await terminal.sees(wanted)
      expect(screen, place).not.toContain('comprobando…')
      // Ni lo de antes que coincide, ni un veredicto atrasado que llega después: así se queda.
      expect(await settledScreen(terminal), place).toContain(wanted)
      expect(await readFile(file, 'utf8').catch(() => undefined)).toBe(text)
    }
    await mutations.right()
    expect(await terminal.sees('superado · ')).toContain('Superado')
  })
})

/** La pantalla cuando lleva sin cambiar más de lo que tarda en notarse un cambio sin aviso. */
async function settledScreen(terminal: PseudoTerminal): Promise<string> {
  const quietMs = 1_500
  let screen = await terminal.screen()
  let since = performance.now()
  while (performance.now() - since < quietMs || screen.includes('comprobando…')) {
    await pause(40)
    const now = await terminal.screen()
    if (now !== screen) since = performance.now()
    screen = now
  }
  return screen
}

/** Lo que hay en `src` y en cada copia guardada. */
async function everythingKept({ course }: World): Promise<readonly string[]> {
  const copies = join(course.root, '.taller/snapshots/90-sample')
  const names = await readdir(copies).catch(() => []) // aún no hay copias
  const folders = [join(course.root, 'lessons/90-sample/src'), ...names.map((n) => join(copies, n))]
  return Promise.all(folders.map((folder) => readFile(join(folder, 'sum.ts'), 'utf8')))
}
