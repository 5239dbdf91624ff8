import { expect, test } from 'vitest'

import { quotedRegions } from '../rules/quoted-regions.ts'
import { complaintsOf } from './made-up-course.ts'

const source = '// #region sum\nexport const sum = 0\n// #endregion sum\n'

const inPage = (quote: string): Promise<readonly string[]> =>
  complaintsOf(quotedRegions, {
    'workbench/a.ts': source,
    'docs/page.md': `# Página\n\n${quote}\n`,
  })

test('una región que existe se puede citar, y un archivo entero también', async () => {
  expect(await inPage('<<< @/../workbench/a.ts#sum')).toEqual([])
  expect(await inPage('<<< @/../workbench/a.ts#sum{2 ts:line-numbers} [a.ts]')).toEqual([])
  expect(await inPage('<<< @/../workbench/a.ts')).toEqual([])
})

test('una región o un archivo que no existen dicen la página y la línea', async () => {
  expect(await inPage('<<< @/../workbench/a.ts#su')).toEqual([
    'docs/page.md:3: «workbench/a.ts» no tiene ninguna región «su».',
  ])
  expect(await inPage('<<< @/../workbench/b.ts#sum')).toEqual([
    'docs/page.md:3: no existe «workbench/b.ts».',
  ])
  expect(await inPage('<<< ./a.ts')).toEqual(['docs/page.md:3: se cita así: <<< @/../ruta#region'])
})
