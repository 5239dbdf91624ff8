import { join } from 'node:path'

import type { Lesson } from '../../workbench/course/lesson.ts'
import { readIfExists } from '../../workbench/course/read-if-exists.ts'
import { UsageError } from '../../workbench/services/usage-error.ts'
import type { Mutant } from './mutant.ts'

/** Un cambio que ningún test puede notar porque el programa hace lo mismo. */
export type Equivalent = {
  /** Relativo a `solutions/NN-slug/src`. */
  readonly file: string
  /** El texto de la línea, sin sangría. Por texto y no por número: los números se mueven. */
  readonly line: string
  readonly change: string
  readonly reason: string
}

const keys = ['file', 'line', 'change', 'reason'] as const

export function equivalentsPath({ slug }: Lesson): string {
  return `solutions/${slug}/equivalent-mutants.json`
}

export async function readEquivalents(
  root: string,
  lesson: Lesson,
): Promise<readonly Equivalent[]> {
  const where = equivalentsPath(lesson)
  const text = await readIfExists(join(root, where))
  return text === undefined ? [] : parseEquivalents(text, where) // lo normal es que no haya ninguno
}

export function parseEquivalents(text: string, where: string): readonly Equivalent[] {
  const list = parseJson(text, where)
  if (!Array.isArray(list)) throw new UsageError(`${where}: tiene que ser una lista.`)
  for (const [index, entry] of (list as readonly Record<string, unknown>[]).entries()) {
    for (const key of keys) {
      const value = entry?.[key]
      if (typeof value === 'string' && value.trim() !== '') continue
      throw new UsageError(
        `${where}: a la entrada ${index + 1} le falta «${key}». Lleva ${keys.join(', ')}.`,
      )
    }
  }
  return list as readonly Equivalent[]
}

export function isDeclared({ file, line, change }: Equivalent, mutant: Mutant): boolean {
  return file === mutant.file && line === mutant.lineText && change === mutant.change
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${where} no es JSON: ${(cause as Error).message}`, { cause })
  }
}
