import { join } from 'node:path'

import { readStore, updateStore, type Stored } from './json-store.ts'
import type { Lesson, Step } from './lesson.ts'

/** Qué pasos se han superado y cuándo por primera vez. */
export type Progress = {
  readonly passed: ReadonlyMap<string, Date>
  /** Frase que conviene mostrar una vez: el archivo estaba dañado y dónde quedó. */
  readonly notice?: string
}

type Marks = { readonly version: 1; readonly passed: Readonly<Record<string, string>> }

export async function readProgress(root: string): Promise<Progress> {
  return toProgress(await readStore(progressPath(root), decodeMarks))
}

/**
 * Apunta los pasos superados y devuelve el progreso ya al día.
 * La fecha que vale es la primera: repetirlos no la cambia.
 */
export async function recordPassed(
  root: string,
  lesson: Pick<Lesson, 'slug'>,
  steps: readonly Pick<Step, 'id'>[],
  now = new Date(),
): Promise<Progress> {
  const before = await readProgress(root)
  const fresh = steps.filter((step) => !isPassed(before, lesson, step))
  if (fresh.length === 0) return before

  const stored = await updateStore(progressPath(root), decodeMarks, (current): Marks => ({
    version: 1,
    passed: {
      ...Object.fromEntries(fresh.map((step) => [stepKey(lesson, step), now.toISOString()])),
      ...current?.passed, // lo ya apuntado gana: otra terminal pudo llegar antes
    },
  }))
  const after = toProgress(stored)
  return before.notice === undefined ? after : { ...after, notice: before.notice }
}

function toProgress({ value, notice }: Stored<Marks>): Progress {
  const dates = Object.entries(value?.passed ?? {})
  const passed = new Map(dates.map(([key, date]) => [key, new Date(date)] as const))
  return notice === undefined ? { passed } : { passed, notice }
}

export function isPassed(
  { passed }: Progress,
  lesson: Pick<Lesson, 'slug'>,
  step: Pick<Step, 'id'>,
): boolean {
  return passed.has(stepKey(lesson, step))
}

/** Si se ha superado algún paso. Que se haya escrito código lo dice `lessonState`. */
export function isBegun(progress: Progress, lesson: Lesson): boolean {
  return lesson.steps.some((step) => isPassed(progress, lesson, step))
}

export type Position = { readonly lesson: Lesson; readonly step: Step }

/** El primer paso sin superar, sin contar los retos. `undefined`: no queda ninguno. */
export function currentStep(
  catalogue: readonly Lesson[],
  progress: Progress,
): Position | undefined {
  for (const lesson of catalogue) {
    const step = lesson.steps.find(
      (candidate) => !candidate.optional && !isPassed(progress, lesson, candidate),
    )
    if (step !== undefined) return { lesson, step }
  }
  return undefined
}

export function stepKey({ slug }: Pick<Lesson, 'slug'>, { id }: Pick<Step, 'id'>): string {
  return `${slug}/${id}`
}

function progressPath(root: string): string {
  return join(root, '.taller', 'progress.json')
}

function decodeMarks(raw: unknown): Marks | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { version, passed } = raw as { version?: unknown; passed?: unknown }
  if (version !== 1 || typeof passed !== 'object' || passed === null) return undefined
  const dates = Object.values(passed)
  if (!dates.every((date) => typeof date === 'string' && !Number.isNaN(Date.parse(date)))) {
    return undefined
  }
  return { version, passed: passed as Marks['passed'] }
}
