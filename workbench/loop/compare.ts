import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { structuredPatch } from 'diff'

import { starterDir } from '../course/files.ts'
import { courseRoot, type Lesson } from '../course/lesson.ts'
import type { CompareMode, DiffLine } from './state.ts'

/** Las diferencias de cada archivo hasta la referencia, como se leen en pantalla. */
export async function compareFiles(
  lesson: Lesson,
  files: readonly string[],
  mode: CompareMode,
): Promise<readonly DiffLine[]> {
  const parts = await Promise.all(files.map((file) => compareFile(lesson, file, mode)))
  return parts.flatMap((lines, index) => (index === 0 ? lines : [blank, ...lines]))
}

const blank: DiffLine = { kind: 'same', text: '' }

async function compareFile(
  lesson: Lesson,
  file: string,
  mode: CompareMode,
): Promise<readonly DiffLine[]> {
  const name = file.replace(/^src\//, '')
  const from = mode === 'live' ? join(lesson.dir, file) : join(starterDir(lesson), name)
  const reference = join(courseRoot(lesson), 'solutions', lesson.slug, 'src', name)
  const [before, after] = await Promise.all([readText(from), readText(reference)])
  const title: DiffLine = { kind: 'title', text: `solutions/${lesson.slug}/src/${name}` }
  if (after === undefined) return [title, say('La referencia no tiene este archivo.')]
  if (before === undefined) return [title, say('Tu archivo no está.')]
  if (before === after) return [title, say('Son iguales, letra por letra.')]

  const { hunks } = structuredPatch(name, name, before, after, '', '', { context: 3 })
  return [
    title,
    ...hunks.flatMap(({ oldStart, lines }) => [
      say(`línea ${oldStart}`),
      ...lines.filter((line) => !line.startsWith('\\')).map(diffLine),
    ]),
  ]
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
    return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
