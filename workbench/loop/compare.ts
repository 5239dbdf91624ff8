import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { structuredPatch } from 'diff'

import { starterDir } from '../course/files.ts'
import { courseRoot, type Lesson, type Step } from '../course/lesson.ts'
import { symbolBlock } from '../course/symbol-block.ts'
import type { CompareMode, DiffLine } from './state.ts'

/** Las diferencias de los archivos de una lección hasta la referencia. */
export async function compareLesson(
  lesson: Lesson,
  mode: CompareMode,
): Promise<readonly DiffLine[]> {
  const files = [...new Set(lesson.steps.map(({ file }) => file))]
  const parts = await Promise.all(files.map((file) => compareFile(lesson, file, { mode })))
  return parts.flatMap((lines, index) => (index === 0 ? lines : [blank, ...lines]))
}

/**
 * Las de un paso: solo el símbolo que pide, porque en el mismo archivo suelen estar los pasos que
 * aún no se han hecho. Con `whole`, o si el símbolo no se encuentra, el archivo entero.
 */
export async function compareStep(
  lesson: Lesson,
  { file, at }: Step,
  { mode, whole }: { readonly mode: CompareMode; readonly whole: boolean },
): Promise<readonly DiffLine[]> {
  return compareFile(lesson, file, whole || at === undefined ? { mode } : { mode, symbol: at })
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
  const part = symbol === undefined ? undefined : partOf(mine, theirs, symbol)
  const [before, after] = part ?? [mine, theirs]
  const title = titled(part === undefined ? path : `${path} · ${symbol}`)
  if (before === after) return [title, say('Son iguales, letra por letra.')]

  const { hunks } = structuredPatch(name, name, before, after, '', '', {
    context: part === undefined ? 3 : 1_000,
  })
  return [
    title,
    ...hunks.flatMap(({ oldStart, lines }) => [
      ...(part === undefined ? [say(`línea ${oldStart}`)] : []),
      ...lines.filter((line) => !line.startsWith('\\')).map(diffLine),
    ]),
  ]
}

function partOf(before: string, after: string, symbol: string) {
  const [from, to] = [symbolBlock(before, symbol), symbolBlock(after, symbol)]
  return from === undefined || to === undefined ? undefined : ([from, to] as const)
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
  try {
    const text = (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
    // Las marcas con que las páginas citan la referencia no son parte de la respuesta.
    return text.replaceAll(/^[ \t]*\/\/ #(?:end)?region\b.*\n/gm, '')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
