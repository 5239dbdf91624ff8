import { join } from 'node:path'

import { structuredPatch } from 'diff'

import { starterDir } from '../course/files.ts'
import { courseRoot, filesOf, type Lesson, placesOf, type Step } from '../course/lesson.ts'
import { readIfExists } from '../course/read-if-exists.ts'
import { symbolBlock } from '../course/symbol-block.ts'
import type { CompareMode, DiffLine } from './state.ts'

/** Las diferencias de los archivos de una lección hasta la referencia. */
export async function compareLesson(
  lesson: Lesson,
  mode: CompareMode,
): Promise<readonly DiffLine[]> {
  const files = [...new Set(lesson.steps.flatMap(filesOf))]
  const parts = await Promise.all(files.map((file) => compareFile(lesson, file, { mode })))
  return joined(parts)
}

/**
 * Las de un paso: solo los símbolos que pide, porque en el mismo archivo suelen estar los pasos que
 * aún no se han hecho. Con `whole`, sus archivos enteros.
 */
export async function compareStep(
  lesson: Lesson,
  step: Step,
  { mode, whole }: { readonly mode: CompareMode; readonly whole: boolean },
): Promise<readonly DiffLine[]> {
  const places = whole ? [] : placesOf(step)
  const parts =
    places.length === 0
      ? filesOf(step).map((file) => compareFile(lesson, file, { mode }))
      : places.map(({ file, at }) => compareFile(lesson, file, { mode, symbol: at }))
  return joined(await Promise.all(parts))
}

/** Las de varios pasos; un símbolo que piden dos se enseña una vez. */
export async function compareSteps(
  lesson: Lesson,
  steps: readonly Step[],
  mode: CompareMode,
): Promise<readonly DiffLine[]> {
  const parts = await Promise.all(
    steps.map((step) => compareStep(lesson, step, { mode, whole: false })),
  )
  const seen = new Set<string>()
  return joined(
    parts.flatMap(inParts).filter(([title]) => {
      const fresh = title !== undefined && !seen.has(title.text)
      if (title !== undefined) seen.add(title.text)
      return fresh
    }),
  )
}

/** Un trozo por título. */
function inParts(lines: readonly DiffLine[]): readonly (readonly DiffLine[])[] {
  const starts = lines.flatMap(({ kind }, index) => (kind === 'title' ? [index] : []))
  return starts.map((start, index) => {
    const part = lines.slice(start, starts[index + 1])
    return part.at(-1) === blank ? part.slice(0, -1) : part
  })
}

function joined(parts: readonly (readonly DiffLine[])[]): readonly DiffLine[] {
  return parts.flatMap((lines, index) => (index === 0 ? lines : [blank, ...lines]))
}

const blank: DiffLine = { kind: 'same', text: '' }

async function compareFile(
  lesson: Lesson,
  file: string,
  { mode, symbol }: { readonly mode: CompareMode; readonly symbol?: string },
): Promise<readonly DiffLine[]> {
  const name = file.replace(/^src\//, '')
  const from = mode === 'live' ? join(lesson.dir, file) : join(starterDir(lesson), name)
  const reference = join(courseRoot(lesson), 'solutions', lesson.slug, 'src', name)
  const [mine, theirs] = await Promise.all([readText(from), readText(reference)])
  const path = `solutions/${lesson.slug}/src/${name}`
  if (theirs === undefined) return [titled(path), say('La referencia no tiene este archivo.')]
  if (mine === undefined) return [titled(path), say('Tu archivo no está.')]
  const title = titled(symbol === undefined ? path : `${path} · ${symbol}`)
  const [before, after] = symbol === undefined ? [mine, theirs] : partOf(mine, theirs, symbol)
  if (after === undefined) return [title, say('La referencia lo resuelve sin ese símbolo.')]
  if (before === after) return [title, say('Son iguales, letra por letra.')]

  const { hunks } = structuredPatch(name, name, before, after, '', '', {
    context: symbol === undefined ? 3 : 1_000,
  })
  return [
    title,
    ...hunks.flatMap(({ oldStart, lines }) => [
      ...(symbol === undefined ? [say(`línea ${oldStart}`)] : []),
      ...lines.filter((line) => !line.startsWith('\\')).map(diffLine),
    ]),
  ]
}

/** Lo tuyo puede estar a medio escribir, o llamarse de otra manera: entonces se ve la referencia. */
function partOf(mine: string, theirs: string, symbol: string) {
  return [symbolBlock(mine, symbol) ?? '', symbolBlock(theirs, symbol)] as const
}

function titled(text: string): DiffLine {
  return { kind: 'title', text }
}

function say(text: string): DiffLine {
  return { kind: 'same', text: `· ${text}` }
}

function diffLine(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same'
  return { kind, text: line.slice(1) }
}

async function readText(path: string): Promise<string | undefined> {
  const text = await readIfExists(path)
  // Las marcas con que las páginas citan la referencia no son parte de la respuesta.
  return text?.replaceAll('\r\n', '\n').replaceAll(/^[ \t]*\/\/ #(?:end)?region\b.*\n/gm, '')
}
