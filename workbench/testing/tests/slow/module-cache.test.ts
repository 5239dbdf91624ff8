import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readCatalogue } from '../../../course/catalogue.ts'
import { JudgeClient } from '../../../loop/judge-client.ts'
import { rightSum, SampleCourse } from '../sample-course.ts'

// Lo que se guarda en el disco puede quedar con el nombre de otro contenido: véase lesson-vitest.ts.
test('ni npm test ni el bucle guardan en el disco lo que cargan', async () => {
  await using course = await SampleCourse.create()
  await course.write('lessons/90-sample/src/sum.ts', rightSum)
  const startedMs = Date.now()

  const once = await course.run('test', '90.1')
  const [lesson] = await readCatalogue(course.root)
  using judge = new JudgeClient(course.root)
  const answer = await judge.check(lesson!, lesson!.steps.slice(0, 1), undefined)

  expect(once.code).toBe(0)
  expect(answer).toMatchObject({ kind: 'report', report: { verdict: 'solved' } })
  expect(await modulesCached(course.root, startedMs)).toEqual([])
})

/** Los módulos de esa carpeta que hay en la caché de Vitest, que otras ejecuciones pueden compartir. */
async function modulesCached(root: string, sinceMs: number): Promise<readonly string[]> {
  const folder = join(root, 'node_modules/.vitest-cache')
  const names = await readdir(folder).catch(() => []) // nadie la ha creado
  const recent = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const isRecent = (await stat(path)).mtimeMs >= sinceMs
      return isRecent ? [await readFile(path, 'utf8')] : []
    }),
  )
  return recent.flat().flatMap((text) => {
    const [, encoded] = /\/\/# vitestCache=([\w+/=]+)/.exec(text) ?? []
    const about = Buffer.from(encoded ?? '', 'base64').toString('utf8')
    return about.includes(root) ? [about] : []
  })
}
