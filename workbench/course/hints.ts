import { join } from 'node:path'

import { isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'

import { didYouMean } from './closest.ts'
import type { Lesson, Step } from './lesson.ts'
import { MalformedLessonError } from './malformed-lesson-error.ts'
import { readIfExists } from './read-if-exists.ts'
import { type Read, readYaml } from './read-yaml.ts'
import { type Report, startOf, textOf } from './yaml-fields.ts'

/** De menos a más: dónde mirar, en qué pensar y casi el código. */
export type Hints = readonly [string, string, string]

/** Las pistas de cada paso, por el nombre de su test. */
export type LessonHints = ReadonlyMap<string, Hints>

const order = 'dónde mirar, en qué pensar y casi el código'

/**
 * Las pistas de una lección, de su `hints.yml`. Van aparte del README para que nadie las lea sin
 * pedirlas, y solo se leen al pedirlas: si el archivo está mal, lo demás sigue.
 */
export async function readLessonHints(lesson: Lesson): Promise<LessonHints> {
  const where = `lessons/${lesson.slug}/hints.yml`
  const text = await readIfExists(join(lesson.dir, 'hints.yml'))
  if (text === undefined) {
    const what = `falta este archivo: en él van las pistas. Si lo había, en la raíz del taller:\n  git checkout -- ${where}`
    throw new MalformedLessonError([{ where, what }])
  }
  const parsed = parseHints(text, where, lesson.steps)
  if (parsed.ok) return parsed.value
  throw new MalformedLessonError(parsed.faults)
}

/** Las de un paso. `readLessonHints` ya ha comprobado que están. */
export async function readStepHints(lesson: Lesson, step: Step): Promise<Hints> {
  return (await readLessonHints(lesson)).get(step.id)!
}

export function parseHints(
  text: string,
  where: string,
  steps: readonly Pick<Step, 'id' | 'number'>[],
): Read<LessonHints> {
  return readYaml(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), {
    at: (line) => `${where}:${line}`,
    empty: `no hay ninguna pista. Escribe «${steps[0]?.id ?? 'publish'}:» y debajo tres guiones: ${order}.`,
    read: (map, report) => readHints(map, steps, report),
  })
}

function readHints(
  map: YAMLMap,
  steps: readonly Pick<Step, 'id' | 'number'>[],
  report: Report,
): LessonHints {
  const ids = steps.map(({ id }) => id)
  const hints = new Map<string, Hints>()
  const seen = new Set<string>()
  for (const { key, value } of map.items) {
    const id = isScalar(key) ? String(key.value) : ''
    seen.add(id)
    if (!ids.includes(id)) {
      const instead = didYouMean(id, ids) || ` Los que hay: ${ids.join(', ')}.`
      report(startOf(key), `«${id}» no es ningún paso de la lección.${instead}`)
      continue
    }
    const three = readThree(value, startOf(key), id, report)
    if (three !== undefined) hints.set(id, three)
  }
  for (const { id, number } of steps) {
    if (seen.has(id)) continue
    report(
      0,
      `faltan las pistas del paso ${number}. Escribe «${id}:» y debajo tres guiones: ${order}.`,
    )
  }
  return hints
}

function readThree(node: unknown, offset: number, id: string, report: Report): Hints | undefined {
  const items = isSeq(node) ? (node as YAMLSeq<ParsedNode>).items : []
  const texts = items.map((item, index) =>
    textOf(item, startOf(item), `la pista ${index + 1}`, report),
  )
  if (items.length !== 3) {
    report(offset, `«${id}» lleva tres pistas (${order}); hay ${items.length}.`)
    return undefined
  }
  const [first, second, third] = texts
  return first && second && third ? [first, second, third] : undefined
}
