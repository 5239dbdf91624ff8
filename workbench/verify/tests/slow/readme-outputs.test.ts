import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { readCatalogue } from '../../../course/catalogue.ts'
import { openLessonCopy } from './lesson-copy.ts'

const course = resolve(import.meta.dirname, '../../../..')
const lessons = await readCatalogue(course)

/** Donde trabajan dos a la vez, el propio README dice que el orden de sus líneas cambia. */
const inAnyOrder: ReadonlySet<string> = new Set(['03-bullmq'])

test.for(lessons.map(({ slug }) => slug))(
  '%s: «Míralo fallar» enseña lo que sale con el código inicial',
  async (slug) => {
    await using world = await openLessonCopy(slug, 'starter')

    const printed = comparable(slug, await runProgram(world.root, slug))

    const readme = await readFile(join(course, 'lessons', slug, 'README.md'), 'utf8')
    const shown = comparable(slug, shownIn(readme))
    const isCut = shown.at(-1) === '  …'
    expect(isCut ? printed.slice(0, shown.length - 1) : printed).toEqual(
      isCut ? shown.slice(0, -1) : shown,
    )
  },
)

/** Lo que ejecuta `npm start` dentro de la lección, sin lo que npm añade por su cuenta. */
async function runProgram(root: string, slug: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'workbench/bin.mjs'), 'run', slug],
    { cwd: join(root, 'lessons', slug), timeout: 60_000 },
  )
  return stdout
}

/** El bloque de texto de «Míralo fallar», sin la orden. */
function shownIn(readme: string): string {
  const [, section = ''] = /^## Míralo fallar\n([\s\S]*?)^## /m.exec(readme) ?? []
  const [, block = ''] = /^```text\n([\s\S]*?)^```/m.exec(section) ?? []
  return block.replace(/^\$ npm start\n/, '')
}

/** Sin lo que cambia de una vez a otra: los identificadores, por el orden en que aparecen. */
function comparable(slug: string, text: string): readonly string[] {
  const ids: string[] = []
  const lines = text
    .replaceAll(/\b[0-9a-f]{8}\b/g, (id) => {
      if (!ids.includes(id)) ids.push(id)
      return `<id ${ids.indexOf(id) + 1}>`
    })
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  return inAnyOrder.has(slug) ? lines.toSorted() : lines
}
