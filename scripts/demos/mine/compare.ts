import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Io } from '../../../workbench/cli/command.ts'
import { count } from '../../../workbench/terminal/screen.ts'
import { wrap } from '../../../workbench/terminal/wrap.ts'
import { actorNamer } from '../../../workbench/trace/actor-namer.ts'
import { parseRecording } from '../../../workbench/trace/recording.ts'
import type { Scenario } from '../../../workbench/trace/scenario.ts'
import { settle } from '../../../workbench/trace/settle.ts'
import { divergence } from '../../../workbench/trace/shape.ts'
import { runMine } from './run.ts'

/** De sobra para el capítulo más largo, que no llega a 3 s. */
const usualLimitMs = 30_000

type CompareOptions = {
  readonly source: string
  readonly signal: AbortSignal
  readonly limitMs?: number
}

/** El mismo escenario con el código de quien aprende: en qué se aparta de lo grabado con la referencia. */
export async function compareWithMine(
  { lesson, actors }: Pick<Scenario, 'lesson' | 'actors'>,
  { source, signal, limitMs = usualLimitMs }: CompareOptions,
  io: Io,
): Promise<number> {
  const path = join(io.root, 'docs/traces', `${lesson}.json`)
  const { chapters } = parseRecording(await readFile(path, 'utf8'), path)
  const nameOf = actorNamer(actors)
  let index = 0
  for await (const { events, stopped } of runMine({ lesson, source, limitMs, signal })) {
    const { title, events: expected } = chapters[index]!
    const { after, theirs, mine } = divergence(expected, settle(events), nameOf)
    index++
    const place = `en el capítulo ${index} («${title}»), tras ${count(after, 'suceso igual', 'sucesos iguales')}`
    const ending = stopped === undefined ? '' : `\n${wrap(stopped, { indent: '    ' })}\n`
    // A medias, lo que falta no es una diferencia: es que no llegó.
    if (stopped !== undefined && mine === undefined) {
      io.out(`\n  Tu código no llega al final: se queda ${place}.\n${ending}${nextLine(theirs)}`)
      return 1
    }
    if (theirs === mine) continue
    io.out(
      `\n  Primera diferencia, ${place}:\n\n` +
        `    la referencia   ${theirs ?? 'nada más'}\n    tu código       ${mine ?? 'nada más'}\n` +
        (ending && `\n  Y después no llega al final:\n${ending}`),
    )
    return 1
  }
  io.out('\n  Tu código hace lo mismo que la referencia, en el mismo orden.\n')
  return 0
}

function nextLine(theirs: string | undefined): string {
  return theirs === undefined ? '' : `\n    la referencia sigue con   ${theirs}\n`
}
