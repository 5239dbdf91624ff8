import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import type { Lesson } from '../../course/lesson.ts'
import { readCandidates } from '../candidates.ts'

const mistake = (replaces: string, steps: readonly number[], more = '') => `/*---
replaces: ${replaces}
${more}title: Un error
seen: algo va mal.
rejected-by:
${steps.map((step) => `  - { step: ${step}, test: uno, says: algo va mal }`).join('\n')}
---*/
`

const alternative = (replaces: string) => `/*---
replaces: ${replaces}
title: Otra forma
why: da lo mismo.
---*/
`

/** Cinco pasos: 1 y 2 cargan `place.ts`; 3 y 4, `relay.ts`, que importa `mark.ts`; 5 mira tipos. */
const files = {
  'lessons/90-x/tests/1-place.test.ts': `import { place } from '../src/place.ts'`,
  'lessons/90-x/tests/2-twice.test.ts': `import { world } from './world.ts'`,
  'lessons/90-x/tests/3-relay.test.ts': `import { relay } from '../src/relay.ts'`,
  'lessons/90-x/tests/4-late.test.ts': `const { relay } = await import('../src/relay.ts')`,
  'lessons/90-x/tests/5-types.test.ts': `test('tipos', async ({ checkTypes }) => {})`,
  'lessons/90-x/tests/world.ts': `import { place } from '../src/place.ts'`,
  // Quien aprende aún no importa `mark.ts`: manda lo que importa la referencia.
  'lessons/90-x/src/relay.ts': `export const relay = 0`,
  'solutions/90-x/starter/place.ts': '',
  'solutions/90-x/src/place.ts': '',
  'solutions/90-x/src/relay.ts': `import { mark } from './mark.ts'`,
  'solutions/90-x/src/mark.ts': '',
  'solutions/90-x/mistakes/marks-early.ts': mistake('mark.ts', [4]),
  'solutions/90-x/mistakes/relays-twice.ts': mistake('relay.ts', [3, 5]),
  'solutions/90-x/mistakes/leaks.ts': mistake('relay.ts', [3], 'all-tests: true\n'),
  'solutions/90-x/alternatives/other-place.ts': alternative('place.ts'),
}

async function candidateSteps(options: { thorough?: boolean } = {}) {
  const candidates = await sampleCandidates(options)
  return Object.fromEntries(
    candidates.map((each) => [each.name, each.steps.map(({ number }) => number)]),
  )
}

async function sampleCandidates(options: { thorough?: boolean }) {
  const root = await mkdtemp(join(tmpdir(), 'taller-candidatos-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  const steps = Object.keys(files)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name, index) => ({ number: index + 1, test: name.slice('lessons/90-x/'.length) }))
  const lesson = { slug: '90-x', dir: join(root, 'lessons/90-x'), steps } as unknown as Lesson
  return readCandidates(root, lesson, options)
}

test('un candidato solo pasa por los pasos que llegan a cargar lo que sustituye', async () => {
  expect(await candidateSteps()).toEqual({
    starter: [1, 2, 3, 4, 5],
    reference: [1, 2, 3, 4, 5],
    'marks-early': [3, 4],
    'relays-twice': [3, 4, 5],
    leaks: [3],
    'other-place': [1, 2, 5],
  })
})

test('sin ir a fondo, un error típico pasa solo por los pasos que dicen rechazarlo', async () => {
  expect(await candidateSteps({ thorough: false })).toMatchObject({
    'marks-early': [4],
    'relays-twice': [3, 5],
    'other-place': [1, 2, 5],
  })
})

test('sin ir a fondo se le pasan solo los tests que nombra, salvo que pida todos', async () => {
  const onlyTests = async (thorough: boolean) => {
    const all = await sampleCandidates({ thorough })
    return Object.fromEntries(
      all.flatMap((each) =>
        each.kind === 'mistake'
          ? [[each.name, each.onlyTests && [...each.onlyTests].map(([n, names]) => [n, ...names])]]
          : [],
      ),
    )
  }

  expect(await onlyTests(false)).toEqual({
    'marks-early': [[4, 'uno']],
    'relays-twice': [
      [3, 'uno'],
      [5, 'uno'],
    ],
    leaks: undefined,
  })
  expect(Object.values(await onlyTests(true))).toEqual([undefined, undefined, undefined])
})
