import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Io } from '../../workbench/cli/command.ts'
import { EnvironmentError } from '../../workbench/services/environment-error.ts'
import { actorNamer } from '../../workbench/trace/actor-namer.ts'
import { parseRecording } from '../../workbench/trace/recording.ts'
import { record } from '../../workbench/trace/record.ts'
import type { Scenario } from '../../workbench/trace/scenario.ts'
import { firstDifference } from '../../workbench/trace/shape.ts'
import { untilInterrupted } from '../interruption.ts'

/** El mismo escenario con el código de quien aprende: en qué se aparta de lo grabado con la referencia. */
export async function compareWithMine(scenario: Scenario, io: Io): Promise<number> {
  const path = join(io.root, 'docs/traces', `${scenario.lesson}.json`)
  const expected = parseRecording(await readFile(path, 'utf8'), path)
  const source = join(io.root, 'lessons', scenario.lesson, 'src')
  try {
    const mine = await untilInterrupted((signal) => record(scenario, source, signal))
    if (mine === undefined) return 130
    const nameOf = actorNamer(scenario.actors)
    const difference = firstDifference(expected.chapters, mine.chapters, nameOf)
    if (difference === undefined) {
      io.out('\n  Tu código hace lo mismo que la referencia, en el mismo orden.\n')
      return 0
    }
    const { chapter, after, expected: theirs, actual } = difference
    io.out(
      `\n  Primera diferencia, en «${chapter}», tras ${after} sucesos iguales:\n\n` +
        `    la referencia   ${theirs}\n    tu código       ${actual}\n`,
    )
    return 1
  } catch (error) {
    if (error instanceof EnvironmentError || !(error instanceof Error)) throw error
    io.out(`\n  Tu código no llega al final del escenario:\n\n    ${error.message}\n`)
    return 1
  }
}
