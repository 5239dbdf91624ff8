import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test, vi } from 'vitest'

import { parseRecording, stringifyRecording } from '../../../../workbench/trace/recording.ts'
import { record } from '../../../../workbench/trace/record.ts'
import { loadScenario, scenarioSlugs } from '../../scenarios.ts'

vi.setConfig({ testTimeout: 120_000 }) // servidores de verdad, y procesos que mueren a propósito

const root = resolve(import.meta.dirname, '../../../..')
const slugs = await scenarioSlugs()

test.for(slugs)('lo grabado de %s es lo que pasa al ejecutarlo', async (slug) => {
  const path = join(root, 'docs/traces', `${slug}.json`)
  const recorded = parseRecording(await readFile(path, 'utf8'), path)

  const source = join(root, 'solutions', slug, 'src')
  const now = await record(await loadScenario(slug), source, new AbortController().signal)

  expect(stringifyRecording(now)).toBe(stringifyRecording(recorded))
})

test.for(slugs)(
  '%s falla a propósito, pregunta al menos dos veces y acaba cada capítulo en una pausa',
  async (slug) => {
    const path = join(root, 'docs/traces', `${slug}.json`)
    const { chapters } = parseRecording(await readFile(path, 'utf8'), path)

    const asked = chapters.filter(({ question }) => question !== undefined)
    const answered = asked.filter(({ events }) => events.some(({ kind }) => kind === 'answer'))
    const faults = chapters.flatMap(({ events }) => events.filter(({ kind }) => kind === 'fault'))

    expect(asked.length).toBeGreaterThanOrEqual(2)
    expect(answered).toEqual(asked)
    expect(faults.length).toBeGreaterThan(0)
    // Es donde se lee lo último: quien presenta pasa de ahí al capítulo siguiente.
    expect(chapters.map(({ events }) => events.at(-1)?.kind)).toEqual(chapters.map(() => 'pause'))
  },
)
