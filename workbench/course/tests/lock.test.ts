import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { withLock } from '../lock.ts'

type Folder = AsyncDisposable & { readonly lock: string }

async function createFolder(): Promise<Folder> {
  const dir = await mkdtemp(join(tmpdir(), 'taller-lock-'))
  return {
    lock: join(dir, 'x.lock'),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

test('mientras alguien lo tiene, los demás esperan', async () => {
  await using folder = await createFolder()
  const order: string[] = []
  const entered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()

  const first = withLock(folder.lock, async () => {
    entered.resolve()
    await release.promise
    order.push('primera')
  })
  await entered.promise
  const second = withLock(folder.lock, async () => void order.push('segunda'))
  release.resolve()
  await Promise.all([first, second])

  expect(order).toEqual(['primera', 'segunda'])
  expect(existsSync(folder.lock)).toBe(false)
})

test('si la tarea falla, el cerrojo se suelta y el error llega', async () => {
  await using folder = await createFolder()

  await expect(withLock(folder.lock, () => Promise.reject(new Error('sin disco')))).rejects.toThrow(
    'sin disco',
  )

  expect(existsSync(folder.lock)).toBe(false)
})

test('el cerrojo de un proceso muerto no detiene a nadie', async () => {
  await using folder = await createFolder()
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  await writeFile(folder.lock, `${pid}-1`)

  await expect(withLock(folder.lock, async () => 'dentro')).resolves.toBe('dentro')
})

test('el que quedó vacío, porque a su dueño lo mataron al crearlo, tampoco', async () => {
  await using folder = await createFolder()
  await writeFile(folder.lock, '')

  await expect(withLock(folder.lock, async () => 'dentro')).resolves.toBe('dentro')
})

test('el de quien murió mientras quitaba otro abandonado, tampoco', async () => {
  await using folder = await createFolder()
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  await writeFile(folder.lock, `${pid}-1`)
  await writeFile(`${folder.lock}.removing`, '')
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(`${folder.lock}.removing`, longAgo, longAgo)

  await expect(withLock(folder.lock, async () => 'dentro')).resolves.toBe('dentro')
})

test('varios que encuentran a la vez un cerrojo abandonado pasan de uno en uno', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  let inside = 0
  let most = 0
  const enter = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await setImmediate()
    inside--
  }

  for (let round = 0; round < 10; round++) {
    await using folder = await createFolder()
    await writeFile(folder.lock, `${pid}-1`)
    await Promise.all(Array.from({ length: 8 }, () => withLock(folder.lock, enter)))
  }

  expect(most).toBe(1)
})

test('el de un proceso vivo pero olvidado hace rato, tampoco', async () => {
  await using folder = await createFolder()
  await writeFile(folder.lock, `${process.pid}-1`)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(folder.lock, longAgo, longAgo)

  await expect(withLock(folder.lock, async () => 'dentro')).resolves.toBe('dentro')
})

test('si no se libera, se rinde y dice qué archivo lo impide', async () => {
  await using folder = await createFolder()
  await writeFile(folder.lock, `${process.pid}-1`)

  const attempt = withLock(folder.lock, async () => 'dentro', { waitMs: 50 })

  await expect(attempt).rejects.toMatchObject({
    code: 'LOCK_BUSY',
    message:
      `Otra terminal lleva demasiado tiempo usando «${folder.lock}».\n` +
      '  Espera a que termine; si no hay ninguna, borra ese archivo y repite.',
  })
})

test('quien tarda tanto que le quitan el cerrojo no borra el de otro', async () => {
  await using folder = await createFolder()

  await withLock(folder.lock, () => writeFile(folder.lock, '1-otro'))

  expect(await readFile(folder.lock, 'utf8')).toBe('1-otro')
})
