import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { readCatalogue } from '../catalogue.ts'
import type { Lesson } from '../lesson.ts'

export type SampleCourse = AsyncDisposable & {
  readonly root: string
  readonly write: (path: string, text: string) => Promise<void>
  readonly lesson: (number: string) => Promise<Lesson>
}

/** Un taller entero y pequeño en una carpeta con espacio y ñ, que se borra al salir de ámbito. */
export async function createCourse(): Promise<SampleCourse> {
  const parent = await mkdtemp(join(tmpdir(), 'taller-curso-'))
  const root = join(parent, 'año nuevo ñ')
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }

  await write('lessons/README.md', '# Lecciones\n')
  await write('lessons/01-sync-vs-async/README.md', syncReadme)
  await write('lessons/02-event-bus/README.md', busReadme)
  await write('lessons/01-sync-vs-async/hints.yml', syncHints)
  await write('lessons/02-event-bus/hints.yml', busHints)
  await writeCode(write, '01-sync-vs-async', ['orders.ts'], ['1-sequential', '2-parallel'])
  await writeCode(write, '02-event-bus', ['bus.ts', 'program.ts'], ['1-publish', '2-once'])

  return {
    root,
    write,
    async lesson(number) {
      const catalogue = await readCatalogue(root)
      return catalogue.find((lesson) => lesson.number === number)!
    },
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  }
}

async function writeCode(
  write: SampleCourse['write'],
  slug: string,
  files: readonly string[],
  tests: readonly string[],
): Promise<void> {
  for (const file of files) {
    await write(`lessons/${slug}/src/${file}`, starterText(file))
    await write(`solutions/${slug}/starter/${file}`, starterText(file))
  }
  for (const test of tests) await write(`lessons/${slug}/tests/${test}.test.ts`, `// ${test}\n`)
}

export function starterText(file: string): string {
  return `// ${file}: código inicial\nexport {}\n`
}

export const syncReadme = `---
title: Síncrono frente a asíncrono
minutes: 60
services: []
outcome: Sabes cuándo no hay que esperar.
steps:
  - title: En fila
    file: src/orders.ts
    at: placeOrder
    test: tests/1-sequential.test.ts
  - title: En paralelo
    file: src/orders.ts
    test: tests/2-parallel.test.ts
---

# 01 · Síncrono frente a asíncrono
`

export const busReadme = `---
title: Bus de eventos
minutes: 45
services: [redis, postgres]
outcome: Sabes repartir un evento.
steps:
  - title: Publicar
    file: src/bus.ts
    test: tests/1-publish.test.ts
  - title: Una sola vez
    file: src/bus.ts
    test: tests/2-once.test.ts
    optional: true
---
`

export const syncHints = `sequential:
  - mira el primer await
  - piensa en quién espera a quién
  - await inventory(order)

parallel:
  - mira Promise.all
  - piensa en el más lento
  - await Promise.all([a(), b()])
`

const busHints = `publish: [uno, dos, tres]
once: [uno, dos, tres]
`
