import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Command } from '../workbench/cli/command.ts'
import { isEnvironmentTrouble } from '../workbench/services/environment-error.ts'
import { parseRecording, stringifyRecording } from '../workbench/trace/recording.ts'
import { record } from '../workbench/trace/record.ts'
import { firstDifference } from '../workbench/trace/shape.ts'
import type { Recording } from '../workbench/trace/trace.ts'
import { untilInterrupted } from './interruption.ts'
import { endSoon } from './demos/end-soon.ts'
import { findScenario, loadScenario, scenarioSlugs } from './demos/scenarios.ts'

export const command: Command = {
  summary: 'graba los escenarios para el sitio',
  usage: 'npm run traces -- [lección] [--comprobar]',
  details:
    'Ejecuta cada escenario con la referencia y deja lo que contó en docs/traces. Dos veces seguidas\n' +
    'dan los mismos bytes. Con --comprobar no escribe: dice si lo grabado ya no es lo que pasa.',
  options: {
    comprobar: { type: 'boolean', help: 'compara con lo grabado en vez de escribirlo' },
  },
  maxPositionals: 1,

  async run({ positionals: [wanted], values }, io) {
    const slugs = wanted === undefined ? await scenarioSlugs() : [await findScenario(wanted)]
    const checking = values['comprobar'] === true
    const outdated = await untilInterrupted(async (signal) => {
      let count = 0
      for (const slug of slugs) {
        const source = join(io.root, 'solutions', slug, 'src')
        const recording = await recordOrEnd(await loadScenario(slug), source, signal)
        const path = join(io.root, 'docs/traces', `${slug}.json`)
        if (checking) {
          const trouble = await compare(recording, path)
          io.out(`  ${slug}: ${trouble ?? 'igual que lo grabado'}`)
          if (trouble !== undefined) count++
        } else {
          await mkdir(join(io.root, 'docs/traces'), { recursive: true })
          await writeFile(path, stringifyRecording(recording))
          const events = recording.chapters.reduce((sum, { events }) => sum + events.length, 0)
          io.out(`  ${slug}: ${recording.chapters.length} capítulos, ${events} sucesos`)
        }
      }
      return count
    })
    if (outdated === undefined) return 130
    return outdated === 0 ? 0 : 1
  },
}

async function recordOrEnd(...[scenario, source, signal]: Parameters<typeof record>) {
  try {
    return await record(scenario, source, signal)
  } catch (error) {
    if (isEnvironmentTrouble(error)) endSoon(3)
    throw error
  }
}

async function compare(recording: Recording, path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined) // aún sin grabar
  if (text === undefined) return 'no está grabado: npm run traces'
  const difference = firstDifference(parseRecording(text, path).chapters, recording.chapters)
  if (difference === undefined) return undefined
  const { chapter, after, expected, actual } = difference
  return `«${chapter}», tras ${after} sucesos: se grabó «${expected}» y ahora «${actual}»`
}
