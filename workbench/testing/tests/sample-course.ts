import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const course = resolve(import.meta.dirname, '../../..')

export type Run = { readonly code: number | null; readonly out: string; readonly err: string }

/** Un taller de mentira, en una carpeta con espacio y ñ, con una lección mínima de dos pasos. */
export class SampleCourse implements AsyncDisposable {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(): Promise<SampleCourse> {
    const root = join(await mkdtemp(join(tmpdir(), 'taller-prueba-')), 'año nuevo ñ')
    const sample = new SampleCourse(root)
    await mkdir(root)
    await Promise.all([
      cp(join(course, 'workbench'), join(root, 'workbench'), { recursive: true }),
      cp(join(course, 'package.json'), join(root, 'package.json')),
      linkModules(root),
      ...Object.entries(files).map(([name, text]) => sample.write(name, text)),
    ])
    return sample
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.root, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  /** Cambia la lección por otra con un paso por fuente, cada uno con el mismo test de la suma. */
  async useSteps(sources: readonly string[]): Promise<void> {
    const test = files['lessons/90-sample/tests/1-sum.test.ts'] ?? ''
    const steps = sources.map((_, index) => brokenStep(index + 1))
    await this.write('lessons/90-sample/README.md', `${header}${steps.join('')}---\n`)
    for (const [index, source] of sources.entries()) {
      const name = `broken-${index + 1}`
      await this.write(`lessons/90-sample/src/${name}.ts`, source)
      await this.write(
        `lessons/90-sample/tests/${index + 1}-${name}.test.ts`,
        test.replace('src/sum.ts', `src/${name}.ts`),
      )
    }
  }

  /** Fija como código inicial lo que hay ahora en `src`, igual que `npm run starter`. */
  starter(): Promise<void> {
    return cp(
      join(this.root, 'lessons/90-sample/src'),
      join(this.root, 'solutions/90-sample/starter'),
      { recursive: true },
    )
  }

  remove(name: string): Promise<void> {
    return rm(join(this.root, name), { recursive: true })
  }

  run(...args: readonly string[]): Promise<Run> {
    return runWorkbench(this.root, ...args)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(dirname(this.root), { recursive: true, force: true })
  }
}

/** Lanza el taller de esa carpeta como lo haría npm, y espera a que termine. */
export function runWorkbench(root: string, ...args: readonly string[]): Promise<Run> {
  const bin = join(root, 'workbench/bin.mjs')
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd: root, env: { ...process.env, NO_COLOR: '1' }, timeout: 40_000 },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
        settle({ code, out, err })
      },
    )
  })
}

/** Cada paquete, enlazado; menos el nuestro, que tiene que ser el de la copia. */
export async function linkModules(root: string): Promise<void> {
  const from = join(course, 'node_modules')
  const to = join(root, 'node_modules')
  await mkdir(join(to, '@taller'), { recursive: true })
  await symlink(join(root, 'workbench'), join(to, '@taller/workbench'), 'junction')
  const names = (await readdir(from)).filter((name) => name !== '@taller' && name !== '.vite')
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name), 'junction')))
}

function brokenStep(number: number): string {
  return `  - title: Paso ${number}
    file: src/broken-${number}.ts
    test: tests/${number}-broken-${number}.test.ts
`
}

const header = `---
title: Lección de muestra
minutes: 5
services: []
outcome: Ya sabes sumar y esperar.
steps:
`

const files: Readonly<Record<string, string>> = {
  'lessons/90-sample/package.json': '{ "type": "module" }',
  'lessons/90-sample/README.md': `${header}  - title: Sumar
    file: src/sum.ts
    at: sum
    test: tests/1-sum.test.ts
  - title: Esperar
    file: src/later.ts
    at: later
    test: tests/2-later.test.ts
---

# Lección de muestra
`,
  'lessons/90-sample/hints.yml': `sum: [Mira sum, Piensa en sumar, return a + b]
later: [Mira later, Piensa en promesas, return Promise.resolve(value)]
`,
  'lessons/90-sample/src/sum.ts': `// TODO (paso 1): que sume.
export function sum(_a: number, _b: number): number {
  throw new Error('Pendiente (paso 1): devuelve la suma.')
}
`,
  'lessons/90-sample/src/later.ts': `// TODO (paso 2): que devuelva el valor más tarde.
export function later<T>(_value: T): Promise<T> {
  throw new Error('Pendiente (paso 2): devuelve una promesa.')
}
`,
  'lessons/90-sample/tests/1-sum.test.ts': `import { expect, explain, test } from '@taller/workbench/testing'
import { sum } from '../src/sum.ts'

test('dos y dos son cuatro', () => {
  const total = sum(2, 2)

  expect(
    total,
    explain({ happened: \`sum(2, 2) dio \${total}.\`, expected: 'cuatro.', why: 'las cuentas no cuadran.' }),
  ).toBe(4)
})
`,
  'lessons/90-sample/tests/2-later.test.ts': `import { expect, explain, outcomeOf, test } from '@taller/workbench/testing'
import { later } from '../src/later.ts'

test('el valor llega', async () => {
  const outcome = await outcomeOf(later('hola'), 200)

  expect(
    outcome,
    explain({ happened: \`quedó \${outcome.state}.\`, expected: 'que llegue «hola».', why: 'nadie espera para siempre.' }),
  ).toEqual({ state: 'fulfilled', value: 'hola' })
})
`,
}

export const rightSum = 'export const sum = (a: number, b: number): number => a + b\n'
export const rightLater = 'export const later = async <T>(value: T): Promise<T> => value\n'
