import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { FolderWatch } from '../watch.ts'

test('lo que un editor deja al lado no es un cambio; guardar el archivo, sí', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'taller-mirar-'))
  await using cleaning = new AsyncDisposableStack()
  cleaning.defer(() => rm(dir, { recursive: true, force: true }))
  const seen: number[] = []
  await writeFile(join(dir, 'bus.ts'), 'a')
  using watch = new FolderWatch([{ path: dir, deep: true }], (newest) => seen.push(newest))
  await watch.look() // lo que ya había

  for (const name of ['.bus.ts.swp', '.bus.ts.swo', 'bus.ts~', '.#bus.ts', '#bus.ts#', '4913']) {
    await writeFile(join(dir, name), 'x')
  }
  await watch.look()
  expect(seen).toEqual([])

  await writeFile(join(dir, 'bus.ts'), 'otra cosa')
  await watch.look()
  expect(seen.length).toBeGreaterThan(0)
})
