import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { UsageError } from '../../workbench/services/usage-error.ts'
import type { Scenario } from '../../workbench/trace/scenario.ts'

const isScenario = /^\d\d-[a-z0-9-]+\.ts$/

/** Las lecciones que tienen escenario, en orden: «01-sync-vs-async»… */
export async function scenarioSlugs(): Promise<readonly string[]> {
  const names = await readdir(import.meta.dirname)
  return names
    .filter((name) => isScenario.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .toSorted()
}

export async function loadScenario(slug: string): Promise<Scenario> {
  const url = pathToFileURL(join(import.meta.dirname, `${slug}.ts`))
  const { scenario } = (await import(url.href)) as { scenario: Scenario }
  return scenario
}

/** La carpeta que se pide con «5», «05» o «05-outbox». */
export async function findScenario(wanted: string): Promise<string> {
  const slugs = await scenarioSlugs()
  const number = wanted.padStart(2, '0')
  const found = slugs.find((slug) => slug === wanted || slug.startsWith(`${number}-`))
  if (found !== undefined) return found
  throw new UsageError(
    `No hay ninguna demo «${wanted}». Las hay: ${slugs.map((slug) => slug.slice(0, 2)).join(', ')}.`,
  )
}
