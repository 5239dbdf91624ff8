import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { linkModules } from '../../../testing/tests/sample-course.ts'

const course = resolve(import.meta.dirname, '../../../..')

/**
 * El taller con esa sola lección, aparte y con ese código: en la de verdad, alguien puede tener lo suyo
 * a medias.
 */
export async function openLessonCopy(
  slug: string,
  code: 'starter' | 'solved',
): Promise<AsyncDisposable & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'taller-lección-'))
  const lesson = join('lessons', slug)
  const solution = join('solutions', slug)
  await Promise.all(
    ['workbench', lesson, solution, 'package.json', 'tsconfig.json'].map((name) =>
      cp(join(course, name), join(root, name), { recursive: true }),
    ),
  )
  await linkModules(root)
  const layers = { starter: ['starter'], solved: ['starter', 'src'] }[code]
  for (const layer of layers) {
    await cp(join(root, solution, layer), join(root, lesson, 'src'), { recursive: true })
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) }
}
