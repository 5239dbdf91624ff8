import { appendFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { findLesson, readCatalogue } from '../../../course/catalogue.ts'
import { runWorkbench } from '../../../testing/tests/sample-course.ts'
import { openLessonCopy } from './lesson-copy.ts'

type Report = {
  readonly verdict: string
  readonly steps: readonly {
    readonly step: number
    readonly state: string
    readonly tests: readonly { readonly text?: string }[]
    readonly failures: readonly { readonly text: string }[]
  }[]
  readonly first: { readonly file: string }
}

// La lección que además compila lo tuyo: ahí el compilador podría decirlo antes, en inglés y sin línea.
const slug = '02-event-bus'
const { steps } = findLesson(await readCatalogue(resolve(import.meta.dirname, '../../../..')), slug)

// Un error típico tiene que compilar: el catálogo no puede guardar este.
test.for([...new Set(steps.map(({ file }) => file))])(
  '%s a medio escribir: cada paso que lo usa lo dice y lleva a su línea',
  async (file) => {
    await using world = await openLessonCopy(slug, 'solved')
    const path = join('lessons', slug, file)
    await appendFile(join(world.root, path), '\nexport function broken( {\n')

    const { out } = await runWorkbench(world.root, 'test', slug, '--json')
    const report = JSON.parse(out) as Report

    expect(report.verdict).toBe('pending')
    expect(report.first.file).toBe(path.replaceAll('\\', '/'))
    const failed = report.steps.filter(({ state }) => state === 'failed')
    const using = steps.filter((step) => step.file === file).map(({ number }) => number)
    expect(failed.map(({ step }) => step)).toEqual(expect.arrayContaining(using))
    for (const { tests, failures } of failed) {
      const said = [...failures, ...tests].map(({ text }) => text ?? '')
      expect(said).toContainEqual(
        expect.stringContaining(`«${file}» no se puede leer: hay un error de sintaxis en la línea`),
      )
    }
  },
)
