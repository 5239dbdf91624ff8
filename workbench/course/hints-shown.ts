import { join } from 'node:path'

import { readStore, updateStore } from './json-store.ts'
import { stepKey } from './progress.ts'
import type { Lesson, Step } from './lesson.ts'

export type HintLevel = 1 | 2 | 3

type Shown = { readonly version: 1; readonly shown: Readonly<Record<string, HintLevel>> }

/** La última pista que se enseñó de ese paso; 0 si ninguna. */
export async function readHintLevel(
  root: string,
  lesson: Lesson,
  step: Step,
): Promise<HintLevel | 0> {
  const { value } = await readStore(hintsPath(root), decodeShown)
  return value?.shown[stepKey(lesson, step)] ?? 0
}

export async function recordHintLevel(
  root: string,
  lesson: Lesson,
  step: Step,
  level: HintLevel,
): Promise<void> {
  await updateStore(hintsPath(root), decodeShown, (current): Shown => ({
    version: 1,
    shown: { ...current?.shown, [stepKey(lesson, step)]: level },
  }))
}

function hintsPath(root: string): string {
  return join(root, '.taller', 'hints.json')
}

function decodeShown(raw: unknown): Shown | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { version, shown } = raw as { version?: unknown; shown?: unknown }
  if (version !== 1 || typeof shown !== 'object' || shown === null) return undefined
  const levels = Object.values(shown)
  return levels.every((level) => level === 1 || level === 2 || level === 3)
    ? { version, shown: shown as Shown['shown'] }
    : undefined
}
