import {
  EnvironmentError,
  isEnvironmentTrouble,
} from '../../../workbench/services/environment-error.ts'
import { engineInSpanish } from '../../../workbench/testing/engine-words.ts'
import { narrate } from '../../../workbench/trace/narrate.ts'
import { playChapter } from '../../../workbench/trace/play.ts'
import { openWorlds } from '../../../workbench/trace/worlds.ts'
import { endSoon } from '../end-soon.ts'
import { loadScenario } from '../scenarios.ts'
import type { FromMine } from './messages.ts'

// El código de quien aprende corre en un proceso aparte: así se le puede cortar hasta en un bucle sin
// fin, y el guardián de cada servidor lo recoge al ver que ya no estamos.

const [slug = '', source = ''] = process.argv.slice(2)
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

try {
  const { services, chapters } = await loadScenario(slug)
  await using worlds = await openWorlds(services, source)
  for (const chapter of chapters) {
    tell({ kind: 'chapter' })
    const stage = narrate((event) => tell({ kind: 'event', event }))
    await playChapter(chapter, worlds, stage, new AbortController().signal)
  }
  tell({ kind: 'finished' })
} catch (error) {
  if (isEnvironmentTrouble(error)) {
    const { what, why, remedies } = error
    tell({ kind: 'environment', trouble: new EnvironmentError({ what, why, remedies }).toJSON() })
  } else {
    const reason = error instanceof Error ? error.message : String(error)
    tell({ kind: 'failed', reason: engineInSpanish(reason) })
  }
} finally {
  process.channel?.unref()
  endSoon(0)
}

function tell(message: FromMine): void {
  process.send?.(message)
}
