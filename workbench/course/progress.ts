import { join } from 'node:path'

import { readStore, updateStore, type Stored } from './json-store.ts'
import type { Lesson, Step } from './lesson.ts'

/** Qué pasos se han superado y cuándo por primera vez. */
export type Progress = {
  readonly passed: ReadonlyMap<string, Date>
  /** Frase que conviene mostrar una vez: el archivo estaba dañado y dónde quedó. */
  readonly notice?: string
}

type Dates = Readonly<Record<string, string>>

type Marks = {
  readonly version: 1
  readonly passed: Dates
  /** Lo que se superó antes de volver la lección al principio: ya no cuenta, pero no se olvida. */
  readonly earlier?: Dates
}

type NamedStep = Pick<Step, 'id' | 'formerly'>

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
  steps: readonly NamedStep[],
  now = new Date(),
): Promise<Progress> {
  const before = await readProgress(root)
  const fresh = steps.filter((step) => !isPassed(before, lesson, step))
  if (fresh.length === 0) return before

  const stored = await updateStore(progressPath(root), decodeMarks, (current): Marks => {
    const dates = fresh.map((step) => {
      const key = stepKey(lesson, step)
      return [key, current?.earlier?.[key] ?? now.toISOString()] as const
    })
    // Lo ya apuntado gana: otra terminal pudo llegar antes.
    const passed = { ...Object.fromEntries(dates), ...current?.passed }
    return marks(passed, omit(current?.earlier ?? {}, Object.keys(passed)))
  })
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
  step: NamedStep,
): boolean {
  return stepKeys(lesson, step).some((key) => passed.has(key))
}

/** Cuándo se superó por primera vez; con el nombre que tuviera entonces. */
export function passedAt(
  { passed }: Progress,
  lesson: Pick<Lesson, 'slug'>,
  step: NamedStep,
): Date | undefined {
  const dates = stepKeys(lesson, step).flatMap((key) => passed.get(key) ?? [])
  return dates.toSorted((a, b) => a.getTime() - b.getTime())[0]
}

/** La lección vuelve al principio: sus pasos están pendientes otra vez. Las fechas se guardan. */
export async function forgetPassed(root: string, lesson: Lesson): Promise<void> {
  const keys = lesson.steps.flatMap((step) => stepKeys(lesson, step))
  const { passed } = await readProgress(root)
  if (!keys.some((key) => passed.has(key))) return
  await updateStore(progressPath(root), decodeMarks, (current): Marks => {
    const before = current?.passed ?? {}
    return marks(omit(before, keys), { ...current?.earlier, ...pick(before, keys) })
  })
}

/** Vuelve el código de antes, y con él lo que tenía superado. */
export async function recallPassed(root: string, lesson: Lesson): Promise<void> {
  const keys = lesson.steps.flatMap((step) => stepKeys(lesson, step))
  await updateStore(progressPath(root), decodeMarks, (current): Marks => {
    const earlier = current?.earlier ?? {}
    return marks({ ...pick(earlier, keys), ...current?.passed }, omit(earlier, keys))
  })
}

/** Todo lo superado, para llevarlo a otra máquina. Los avisos y lo olvidado se quedan. */
export async function exportProgress(root: string): Promise<string> {
  const { passed } = await readProgress(root)
  const dates = [...passed].map(([key, date]) => [key, date.toISOString()] as const)
  return `${JSON.stringify(marks(Object.fromEntries(dates), {}), undefined, 2)}\n`
}

/** Suma lo de otra máquina a lo de esta; de cada paso vale la primera fecha. */
export async function importProgress(root: string, text: string): Promise<number | undefined> {
  const incoming = decodeMarks(parseJson(text))?.passed
  if (incoming === undefined) return undefined
  let added = 0
  await updateStore(progressPath(root), decodeMarks, (current): Marks => {
    const merged: Record<string, string> = { ...current?.passed }
    added = 0
    for (const [key, date] of Object.entries(incoming)) {
      const known = merged[key]
      if (known === undefined) added++
      if (known === undefined || Date.parse(date) < Date.parse(known)) merged[key] = date
    }
    return marks(merged, omit(current?.earlier ?? {}, Object.keys(merged)))
  })
  return added
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

function stepKeys({ slug }: Pick<Lesson, 'slug'>, step: NamedStep): readonly string[] {
  const old = step.formerly ?? []
  return [stepKey({ slug }, step), ...old.map((id) => (id.includes('/') ? id : `${slug}/${id}`))]
}

function marks(passed: Dates, earlier: Dates): Marks {
  const version = 1
  return Object.keys(earlier).length > 0 ? { version, passed, earlier } : { version, passed }
}

function pick(dates: Dates, keys: readonly string[]): Dates {
  return Object.fromEntries(Object.entries(dates).filter(([key]) => keys.includes(key)))
}

function omit(dates: Dates, keys: readonly string[]): Dates {
  return Object.fromEntries(Object.entries(dates).filter(([key]) => !keys.includes(key)))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no es un JSON: se dice igual que cuando no tiene la forma debida
  }
}

function progressPath(root: string): string {
  return join(root, '.taller', 'progress.json')
}

function decodeMarks(raw: unknown): Marks | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { version, passed, earlier } = raw as Partial<Record<keyof Marks, unknown>>
  if (version !== 1 || !isDates(passed)) return undefined
  return marks(passed, isDates(earlier) ? earlier : {})
}

function isDates(value: unknown): value is Dates {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (date) => typeof date === 'string' && !Number.isNaN(Date.parse(date)),
    )
  )
}
