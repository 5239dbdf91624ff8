import { join } from 'node:path'

import type { Command } from '../workbench/cli/command.ts'
import { isEnvironmentTrouble } from '../workbench/services/environment-error.ts'
import { UsageError } from '../workbench/services/usage-error.ts'
import { present, type PresentOptions } from '../workbench/trace/presenter/present.ts'
import { openWorlds } from '../workbench/trace/worlds.ts'
import { untilInterrupted } from './interruption.ts'
import { compareWithMine } from './demos/compare-with-mine.ts'
import { printScenario } from './demos/print-scenario.ts'
import { findScenario, loadScenario, scenarioSlugs } from './demos/scenarios.ts'

const readingMs = 2_500

export const command: Command = {
  summary: 'el escenario de una lección, en vivo y con fallos a propósito',
  usage: 'npm run demo -- <lección>',
  details:
    'Cada paso espera a una tecla: intro sigue, ← vuelve al principio del capítulo, q sale.\n' +
    'Sin terminal, o con --plain, lo cuenta en líneas de texto y sin esperar.',
  options: {
    auto: { type: 'boolean', help: 'sin teclas: pasa solo de un paso al siguiente' },
    pausa: {
      type: 'string',
      value: 'ms',
      help: `lo que dura cada paso en automático (${readingMs})`,
    },
    notas: { type: 'boolean', help: 'con lo que conviene decir y preguntar en clase' },
    capitulo: { type: 'string', value: 'n', help: 'empieza por ese capítulo' },
    mio: { type: 'boolean', help: 'con tu código, y dice en qué se aparta de la referencia' },
    plain: { type: 'boolean', help: 'líneas de texto: para lectores de pantalla y CI' },
  },
  maxPositionals: 1,

  async run({ positionals: [wanted], values }, io) {
    if (wanted === undefined) {
      io.out(await menu())
      return 2
    }
    const scenario = await loadScenario(await findScenario(wanted))
    const start = chapterFrom(values['capitulo'], scenario.chapters.length)
    if (values['mio'] === true) return await compareWithMine(scenario, io)

    const source = join(io.root, 'solutions', scenario.lesson, 'src')
    const { stdin: input, stdout: output } = process
    const screen = input.isTTY && output.isTTY && values['plain'] !== true
    const done = await untilInterrupted(async (signal) => {
      await using worlds = await openWorlds(scenario.services, source, signal)
      const options: PresentOptions = {
        ...{ source, start, signal, color: io.color },
        auto: values['auto'] === true,
        paceMs: paceFrom(values['pausa']),
        notes: values['notas'] === true,
      }
      try {
        if (screen) await present(scenario, worlds, { input, output }, options)
        else await printScenario(scenario, worlds, io, options)
        return 0
      } catch (error) {
        if (!isEnvironmentTrouble(error)) throw error
        // Sin el registro del servidor: en medio de una clase basta una frase.
        io.err(`\n  La demo se ha cortado: ${error.what}.\n\n    Diagnóstico:   npm run doctor\n`)
        return 3
      }
    })
    return done ?? 130
  },
}

async function menu(): Promise<string> {
  const lines = await Promise.all(
    (await scenarioSlugs()).map(async (slug) => {
      const { title, chapters } = await loadScenario(slug)
      return `  npm run demo -- ${slug.slice(0, 2)}   ${title} · ${chapters.length} capítulos`
    }),
  )
  return ['', '  ¿Cuál?', '', ...lines, ''].join('\n')
}

function chapterFrom(value: string | boolean | undefined, chapters: number): number {
  const number = Number(value ?? 1)
  if (Number.isInteger(number) && number >= 1 && number <= chapters) return number - 1
  throw new UsageError(`No hay capítulo «${String(value)}»: van del 1 al ${chapters}.`)
}

function paceFrom(value: string | boolean | undefined): number {
  const ms = Number(value ?? readingMs)
  if (Number.isInteger(ms) && ms >= 0) return ms
  throw new UsageError(`--pausa es un número de milisegundos; llegó «${String(value)}».`)
}
