import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { rootEntries } from '../rules/root-entries.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

test('la raíz de un taller en orden no da quejas', async () => {
  expect(await complaintsOf(rootEntries, { 'LICENSE-docs': '', '.ci/run': '' })).toEqual([])
})

test('un archivo nuevo en la raíz se nombra, con lo que se puede hacer', async () => {
  expect(await complaintsOf(rootEntries, { 'PLAN.md': '# Plan\n' })).toEqual([
    'PLAN.md: no está en la lista de lo que va en la raíz. Llévalo a una carpeta o, si tiene que ' +
      'estar aquí, añádelo a workbench/verify/rules/root-entries.ts.',
  ])
})

test('una carpeta nueva también cuenta, aunque esté vacía', async () => {
  await using course = await MadeUpCourse.create()
  await mkdir(join(course.root, 'notes'))

  const faults = await rootEntries(await course.read())

  expect(faults.map(({ where }) => where)).toEqual(['notes'])
})

test('lo que git no mira y lo que deja el editor no cuentan, haya o no carpeta .git', async () => {
  const noise = { 'vitest.log': '', '.idea/workspace.xml': '', '.taller/progress.json': '{}' }

  expect(await complaintsOf(rootEntries, noise)).toEqual([])
  expect(await complaintsOf(rootEntries, { ...noise, '.git/HEAD': '' })).toEqual([])
})

test('sin .gitignore nada queda fuera de la cuenta', async () => {
  const complaints = await complaintsOf(rootEntries, { '.gitignore': undefined, 'a.log': '' })

  expect(complaints.map((each) => each.split(':')[0])).toEqual(['a.log'])
})
