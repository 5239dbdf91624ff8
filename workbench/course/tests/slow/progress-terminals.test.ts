import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readProgress } from '../../progress.ts'
import { createCourse } from '../sample-course.ts'

test('varias terminales a la vez no se pisan las marcas', async () => {
  await using course = await createCourse()
  const terminals = 6
  const marksEach = 5
  const module = JSON.stringify(new URL('../../progress.ts', import.meta.url).href)

  const codes = await Promise.all(
    Array.from({ length: terminals }, async (_, terminal) => {
      const script = `
        const { recordPassed } = await import(${module})
        for (let i = 0; i < ${marksEach}; i++) {
          const lesson = { slug: 'terminal-${terminal}' }
          await recordPassed(${JSON.stringify(course.root)}, lesson, [{ id: 'paso-' + i }])
        }`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      const [code] = await once(child, 'exit')
      return code as number
    }),
  )

  expect(codes).toEqual(Array.from({ length: terminals }, () => 0))
  expect((await readProgress(course.root)).passed.size).toBe(terminals * marksEach)
  expect(await readdir(join(course.root, '.taller'))).toEqual(['progress.json'])
})
