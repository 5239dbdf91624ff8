import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { lintAuthors } from '../lint-authors.ts'
import { MadeUpCourse } from './made-up-course.ts'

const config = {
  '.oxlintrc.json': '{}\n',
  '.oxfmtrc.json': '{ "semi": false, "singleQuote": true, "ignorePatterns": ["**/*.{json,md}"] }\n',
  'tsconfig.json':
    '{ "compilerOptions": { "noEmit": true, "lib": ["esnext"], "skipLibCheck": true, "types": [] }, "files": ["a.ts"] }\n',
  'a.ts': '',
}

test('cada queja llega de su regla, y todas las reglas se aplican', async () => {
  await using course = await MadeUpCourse.create({
    ...config,
    'a.ts': 'const a: string = 1;\ndebugger // TODO\n',
    'README.md': '[x](nada.md) `npm run nada`\n',
    'workbench/b.ts': "import '../lessons/90-sample/src/sum.ts'\n",
    'workbench/course/tests/a.test.ts': "test.only('x', () => {})\n",
    'solutions/90-sample/src/extra.ts': '',
  })

  const complaints = await lintAuthors(course.root, await course.lessons(), [])

  const said = complaints.join('\n')
  for (const words of [
    'a.ts:1: no compila (TS2322)',
    'a.ts:2: eslint(no-debugger)',
    'a.ts: no está como lo deja el formateador',
    'workbench/b.ts:1 → ../lessons/90-sample/src/sum.ts',
    'solutions/90-sample/src/extra.ts: no es un ejercicio',
    'workbench/course/tests/a.test.ts:1: «.only»',
    'a.ts:2: «TODO»',
    'README.md:1 → nada.md',
    'README.md:1 → npm run nada',
    'a.ts: no está en la lista de lo que va en la raíz',
  ]) {
    expect(said).toContain(words)
  }
})

test('haga lo que haga quien aprende en su src, no hay quejas', async () => {
  const horrors = `import { test } from 'vitest';
import secret from '../../../solutions/90-sample/src/sum.ts'
// FIXME
export default any as any
debugger
const x = (
`
  await using course = await MadeUpCourse.create({
    ...config,
    'a.ts': undefined,
    'tsconfig.json':
      '{ "compilerOptions": { "noEmit": true, "lib": ["esnext"], "skipLibCheck": true, "types": [] }, "include": ["lessons"] }',
    'package.json': await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    'workbench/ok.ts': 'export const ok = true\n',
    'lessons/ok.ts': 'export const ok = true\n',
    [MadeUpCourse.files.sum]: horrors,
    'lessons/90-sample/src/notes.md': '[x](nada.md) `npm run nada`\n',
    'lessons/90-sample/src/mine.test.ts': "test.only('x', () => {})\n",
  })
  const lessons = await course.lessons()

  expect(await lintAuthors(course.root, lessons, lessons)).toEqual([])
})
