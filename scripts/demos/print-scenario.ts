import type { Io } from '../../workbench/cli/command.ts'
import { actorNamer } from '../../workbench/trace/actor-namer.ts'
import { narrate } from '../../workbench/trace/narrate.ts'
import { playChapter } from '../../workbench/trace/play.ts'
import type { PresentOptions } from '../../workbench/trace/presenter/present.ts'
import { inSentence } from '../../workbench/trace/presenter/sentence.ts'
import type { Scenario } from '../../workbench/trace/scenario.ts'
import type { TraceEvent } from '../../workbench/trace/trace.ts'
import type { Worlds } from '../../workbench/trace/worlds.ts'

/** El escenario en líneas de texto, una por suceso, que se leen bien en voz alta. */
export async function printScenario(
  scenario: Scenario,
  worlds: Worlds,
  io: Io,
  { start, notes, signal }: Pick<PresentOptions, 'start' | 'notes' | 'signal'>,
): Promise<void> {
  const { lesson, title, chapters, actors } = scenario
  const nameOf = actorNamer(actors)
  io.out(`${lesson.slice(0, 2)} · ${title}`)
  for (const [index, chapter] of chapters.entries()) {
    if (index < start) continue
    io.out(`\nCapítulo ${index + 1} de ${chapters.length}: ${chapter.title}`)
    if (notes) io.out(`  (${chapter.notes})`)
    const { question } = chapter
    if (question) io.out(`  ${question.ask} ${question.options.join(' / ')}`)
    const say = (event: TraceEvent) => {
      const sentence = inSentence(event, nameOf, question)
      if (sentence !== undefined) io.out(`  ${sentence}`)
    }
    // Unas barras que crecen se dicen una vez: como quedan, cuando pasa a pasar otra cosa.
    let growing: TraceEvent | undefined
    const stage = narrate((event) => {
      if (growing !== undefined && event.kind !== 'bars') say(growing)
      growing = event.kind === 'bars' ? event : undefined
      if (growing === undefined) say(event)
    })
    await playChapter(chapter, worlds, stage, signal)
  }
}
