import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { readCatalogue } from '../../course/catalogue.ts'
import type { Lesson } from '../../course/lesson.ts'
import { readLintedCourse, type LintedCourse, type Rule } from '../linted-course.ts'

const names = {
  sum: 'lessons/90-sample/src/sum.ts',
  starter: 'solutions/90-sample/starter/sum.ts',
  solution: 'solutions/90-sample/src/sum.ts',
  test: 'lessons/90-sample/tests/1-sum.test.ts',
} as const

const unwritten = `// TODO (paso 1): que sume.
export function sum(_a: number, _b: number): number {
  throw new Error('Pendiente (paso 1): devuelve la suma.')
}
`

const sound: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n.taller/\n*.log\n',
  'package.json': '{ "type": "module", "scripts": { "start": "", "test": "", "pista": "" } }\n',
  'README.md': '# Taller\n',
  'lessons/90-sample/README.md': `---
title: Sumar
minutes: 5
services: []
outcome: Ya sabes sumar.
steps:
  - title: Sumar
    file: src/sum.ts
    test: tests/1-sum.test.ts
---

# Sumar
`,
  'lessons/90-sample/hints.yml': 'sum: [Mira sum, Piensa en sumar, return a + b]\n',
  [names.sum]: unwritten,
  [names.starter]: unwritten,
  [names.solution]: 'export const sum = (a: number, b: number): number => a + b\n',
  [names.test]: `import { expect, test } from '@taller/workbench/testing'

import { sum } from '../src/sum.ts'

test('dos y dos son cuatro', () => {
  expect(sum(2, 2)).toBe(4)
})
`,
}

/** Un taller en orden, con una lección de un paso, en una carpeta con espacio y ñ. */
export class MadeUpCourse implements AsyncDisposable {
  static readonly files = names
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  /** Con `changes` se añade o se cambia un archivo; con `undefined`, no está. */
  static async create(
    changes: Readonly<Record<string, string | undefined>> = {},
  ): Promise<MadeUpCourse> {
    const root = join(await mkdtemp(join(tmpdir(), 'taller-prueba-')), 'año nuevo ñ')
    const course = new MadeUpCourse(root)
    const files = Object.entries({ ...sound, ...changes })
    await Promise.all(
      files.map(async ([name, text]) => {
        if (text === undefined) return
        await mkdir(dirname(join(root, name)), { recursive: true })
        await writeFile(join(root, name), text)
      }),
    )
    return course
  }

  lessons(): Promise<readonly Lesson[]> {
    return readCatalogue(this.root)
  }

  async read({ begun = false } = {}): Promise<LintedCourse> {
    const lessons = await this.lessons()
    return readLintedCourse(this.root, lessons, begun ? lessons : [])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(dirname(this.root), { recursive: true, force: true })
  }
}

/** Las quejas de una regla sobre el taller en orden con estos cambios. */
export async function complaintsOf(
  rule: Rule,
  changes: Readonly<Record<string, string | undefined>> = {},
  options: { begun?: boolean } = {},
): Promise<readonly string[]> {
  await using course = await MadeUpCourse.create(changes)
  const faults = await rule(await course.read(options))
  return faults.map(({ where, what }) => `${where}: ${what}`)
}
