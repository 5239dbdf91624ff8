import { narrate } from './narrate.ts'
import { playChapter } from './play.ts'
import type { Scenario } from './scenario.ts'
import { settle } from './settle.ts'
import type { ChapterTrace, Recording, TraceEvent } from './trace.ts'
import { openWorlds, type Worlds } from './worlds.ts'

/** Ejecuta el escenario entero, sin nadie delante, y devuelve lo que contó. */
export async function record(
  scenario: Scenario,
  source: string,
  signal: AbortSignal,
): Promise<Recording> {
  await using worlds = await openWorlds(scenario.services, source, signal)
  const chapters: ChapterTrace[] = []
  for (const chapter of scenario.chapters) {
    chapters.push(await recordChapter(chapter, worlds, signal))
  }
  const { lesson, title, actors } = scenario
  return { version: 1, lesson, title, actors, chapters }
}

async function recordChapter(
  chapter: Scenario['chapters'][number],
  worlds: Worlds,
  signal: AbortSignal,
): Promise<ChapterTrace> {
  const events: TraceEvent[] = []
  await playChapter(
    chapter,
    worlds,
    narrate((event) => void events.push(event)),
    signal,
  )
  const { title, question } = chapter
  return { title, ...(question ? { question } : {}), events: settle(events) }
}
