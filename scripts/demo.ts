import { join } from 'node:path'

import type { Command, Io } from '../workbench/cli/command.ts'
import { commandHelp } from '../workbench/cli/help.ts'
import { isEnvironmentTrouble } from '../workbench/services/environment-error.ts'
import { UsageError } from '../workbench/services/usage-error.ts'
import { chooseFromMenu } from '../workbench/trace/presenter/menu.ts'
import { present, type PresentOptions } from '../workbench/trace/presenter/present.ts'
import type { Scenario } from '../workbench/trace/scenario.ts'
import { openWorlds } from '../workbench/trace/worlds.ts'
import { compareWithMine } from './demos/mine/compare.ts'
import { endSoon } from './demos/end-soon.ts'
import { printScenario } from './demos/print-scenario.ts'
import { findScenario, loadScenario, scenarioSlugs } from './demos/scenarios.ts'
import { untilInterrupted } from './interruption.ts'

/** A mano, lo que se tarda en leer un paso; con --auto, lo que deja ver los seis en minuto y medio. */
const readingMs = 2_500
const autoMs = 200

export const command: Command = {
  summary: 'el escenario de una lección, en vivo y con fallos a propósito',
  usage: 'npm run demo -- [lección]',
  details:
    'Cada paso espera a una tecla: intro sigue, ← vuelve al principio del capítulo, m enseña los\n' +
    'capítulos, s la deja ir sola, q sale. Si pregunta, la letra de una respuesta apuesta por ella.\n' +
    'Sin lección, se elige de una lista. Sin terminal, o con --plain, lo cuenta en líneas de texto y\n' +
    'sin esperar.',
  options: {
    auto: { type: 'boolean', help: 'sin teclas: pasa solo de un paso al siguiente' },
    pausa: {
      type: 'string',
      value: 'ms',
      help: `lo que dura un paso sin teclas (${autoMs}; tras pulsar s, ${readingMs})`,
    },
    notas: { type: 'boolean', help: 'con lo que conviene decir y preguntar en clase' },
    capitulo: { type: 'string', value: 'n', help: 'empieza por ese capítulo' },
    mio: { type: 'boolean', help: 'con tu código, y dice en qué se aparta de la referencia' },
    plain: { type: 'boolean', help: 'líneas de texto: para lectores de pantalla y CI' },
  },
  maxPositionals: 1,

  async run({ positionals: [wanted], values }, io) {
    const { stdin: input, stdout: output } = process
    const terminal =
      input.isTTY && output.isTTY && values['plain'] !== true ? { input, output } : undefined
    const done = await untilInterrupted(async (signal) => {
      const scenario =
        wanted === undefined
          ? await chooseScenario(terminal, io, signal)
          : await loadScenario(await findScenario(wanted))
      if (typeof scenario === 'number') return scenario
      const start = chapterFrom(values['capitulo'], scenario.chapters.length)
      const auto = values['auto'] === true
      const paceMs = paceFrom(values['pausa'], auto ? autoMs : readingMs)
      if (values['mio'] === true) {
        const mine = join(io.root, 'lessons', scenario.lesson, 'src')
        return await compareWithMine(scenario, { source: mine, signal }, io)
      }

      const source = join(io.root, 'solutions', scenario.lesson, 'src')
      const notes = values['notas'] === true
      const options = { source, start, signal, color: io.color, auto, paceMs, notes }
      return await show(scenario, terminal, io, options)
    })
    return done ?? 130
  },
}

type TerminalStreams = Parameters<typeof present>[2]

/** En la terminal, de principio a fin; sin ella, en líneas de texto. Devuelve el código de salida. */
async function show(
  scenario: Scenario,
  terminal: TerminalStreams | undefined,
  io: Io,
  options: PresentOptions,
): Promise<number> {
  try {
    await using worlds = await openWorlds(scenario.services, options.source, options.signal)
    if (terminal === undefined) {
      await printScenario(scenario, worlds, io, options)
      return 0
    }
    const ending = await present(scenario, worlds, terminal, options)
    return ending === 'interrupted' ? 130 : 0
  } catch (error) {
    if (!isEnvironmentTrouble(error)) throw error
    // Sin el registro del servidor: en medio de una clase basta una frase.
    io.err(`\n  La demo se ha cortado: ${error.what}.\n\n    Diagnóstico:   npm run doctor\n`)
    endSoon(3)
    return 3
  }
}

/** El escenario que se elige, o el código con que se acaba sin elegir ninguno. */
async function chooseScenario(
  terminal: TerminalStreams | undefined,
  io: Io,
  signal: AbortSignal,
): Promise<Scenario | number> {
  const scenarios = await Promise.all((await scenarioSlugs()).map(loadScenario))
  const options = scenarios.map(
    ({ lesson, title, chapters }) =>
      `${lesson.slice(0, 2)} · ${title} · ${chapters.length} capítulos`,
  )
  if (terminal === undefined) {
    const list = options.map((option) => `  ${option}`).join('\n')
    io.out(`\n  Elige una lección:\n\n${list}\n\n${commandHelp('demo', command)}`)
    return 2
  }
  const menu = { title: 'Escenarios en vivo', options, color: io.color, signal }
  const answer = await chooseFromMenu(menu, terminal)
  if (answer.kind === 'taken') return scenarios[answer.index]!
  return answer.kind === 'left' ? 0 : 130
}

function chapterFrom(value: string | boolean | undefined, chapters: number): number {
  const number = Number(value ?? 1)
  if (Number.isInteger(number) && number >= 1 && number <= chapters) return number - 1
  throw new UsageError(`No hay capítulo «${String(value)}»: van del 1 al ${chapters}.`)
}

function paceFrom(value: string | boolean | undefined, usual: number): number {
  const ms = Number(value ?? usual)
  if (Number.isInteger(ms) && ms >= 0) return ms
  throw new UsageError(`--pausa es un número de milisegundos; llegó «${String(value)}».`)
}
