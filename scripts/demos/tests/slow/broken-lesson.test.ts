import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { run } from '../../../../workbench/cli/cli.ts'
import { createIo } from '../../../../workbench/cli/tests/recording-io.ts'

const course = resolve(import.meta.dirname, '../../../..')

/** Un taller con las soluciones de verdad y cada README de lección a medio escribir. */
async function brokenCourse() {
  const root = await mkdtemp(join(tmpdir(), 'taller ñ '))
  for (const slug of ['01-sync-vs-async', '02-event-bus', '03-bullmq']) {
    await mkdir(join(root, 'lessons', slug), { recursive: true })
    await writeFile(join(root, 'lessons', slug, 'README.md'), '---\ntitle: [\n')
  }
  await symlink(join(course, 'solutions'), join(root, 'solutions'), 'junction')
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}

test('una demo no depende de ningún README: ni del suyo ni del de otra lección', async () => {
  await using world = await brokenCourse()
  const io = createIo(world.root)

  const code = await run(['demo', '02', '--plain'], io)

  expect({ code, err: io.written.err }).toEqual({ code: 0, err: '' })
  expect(io.written.out).toContain('Capítulo 4 de 4')
})

test('la lista de demos tampoco', async () => {
  await using world = await brokenCourse()
  const io = createIo(world.root)

  const code = await run(['demo', '--plain'], io)

  expect({ code, err: io.written.err }).toEqual({ code: 2, err: '' })
  expect(io.written.out).toContain('06 · ')
})
