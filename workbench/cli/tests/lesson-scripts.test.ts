import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { courseCommands } from '../commands.ts'

const course = resolve(import.meta.dirname, '../../..')

async function scriptsIn(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(course, folder, 'package.json'), 'utf8')
  return (JSON.parse(text) as { scripts: Record<string, string> }).scripts
}

test('las órdenes que se leen en pantalla funcionan en la raíz y en la carpeta de cada lección', async () => {
  const typed = [...courseCommands].filter(([, { forAuthors }]) => forAuthors !== true)
  const names = typed.map(([name]) => name).filter((name) => name !== 'run')
  const slugs = (await readdir(join(course, 'lessons'))).filter((name) => /^\d\d-/.test(name))
  expect(slugs.length).toBeGreaterThan(0)

  expect(await scriptsIn('.')).toMatchObject(
    Object.fromEntries(names.map((name) => [name, `node workbench/bin.mjs ${name}`])),
  )
  for (const slug of slugs) {
    const bin = 'node ../../workbench/bin.mjs'
    const number = slug.slice(0, 2)
    expect(await scriptsIn(`lessons/${slug}`), slug).toEqual({
      ...Object.fromEntries(names.map((name) => [name, `${bin} ${name}`])),
      // Estas dos, sin decir cuál, son de la lección en que se está.
      test: `${bin} test ${number}`,
      start: `${bin} run ${number}`,
    })
  }
})
