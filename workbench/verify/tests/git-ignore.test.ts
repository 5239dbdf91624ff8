import { expect, test } from 'vitest'

import { readGitIgnore } from '../git-ignore.ts'
import { MadeUpCourse } from './made-up-course.ts'

async function ignores(patterns: string, path: string): Promise<boolean> {
  await using course = await MadeUpCourse.create({ '.gitignore': patterns })
  const ignored = await readGitIgnore(course.root)
  return ignored(path)
}

test('un nombre suelto vale a cualquier profundidad, con todo lo que contiene', async () => {
  expect(await ignores('node_modules/\n', 'workbench/node_modules/pg/index.js')).toBe(true)
  expect(await ignores('node_modules/\n', 'workbench/modules.ts')).toBe(false)
})

test('un patrón con barra se cuenta desde la raíz', async () => {
  expect(await ignores('docs/dist\n', 'docs/dist/index.html')).toBe(true)
  expect(await ignores('/dist\n', 'workbench/dist')).toBe(false)
})

test('los comodines encajan y la última línea que encaja manda', async () => {
  expect(await ignores('*.log\n!keep.log\n', 'lessons/a.log')).toBe(true)
  expect(await ignores('*.log\n!keep.log\n', 'lessons/keep.log')).toBe(false)
})

test('los comentarios y las líneas vacías no son patrones', async () => {
  expect(await ignores('# *.ts\r\n\r\n', 'a.ts')).toBe(false)
})
