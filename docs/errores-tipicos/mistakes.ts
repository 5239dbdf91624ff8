import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

type Header = {
  readonly title: string
  readonly seen: string
  readonly replaces: string
  readonly 'rejected-by': readonly {
    readonly step: number
    readonly test: string
    readonly says: string
  }[]
}

export type Mistake = { readonly name: string; readonly header: Header; readonly code: string }
export type LessonMistakes = {
  readonly slug: string
  readonly title: string
  readonly mistakes: readonly Mistake[]
}

const root = join(import.meta.dirname, '../..')
const block = /^\/\*---\r?\n([\s\S]*?)\r?\n---\*\/\r?\n/

/** El catálogo, tal como lo juzga `npm test`: aquí no se copia nada. */
export function readMistakes(): readonly LessonMistakes[] {
  return readdirSync(join(root, 'lessons'))
    .filter((slug) => /^\d\d-/.test(slug))
    .toSorted()
    .map((slug) => {
      const folder = join(root, 'solutions', slug, 'mistakes')
      const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
      const mistakes = names.toSorted().map((name) => readMistake(folder, name))
      return { slug, title: titleOf(slug), mistakes: mistakes.toSorted(byStep) }
    })
}

function readMistake(folder: string, name: string): Mistake {
  const text = readFileSync(join(folder, name), 'utf8')
  const yaml = block.exec(text)
  if (yaml === null) throw new Error(`${join(folder, name)} no tiene cabecera.`)
  return { name, header: parse(yaml[1]!) as Header, code: text.slice(yaml[0].length).trim() }
}

function titleOf(slug: string): string {
  const text = readFileSync(join(root, 'lessons', slug, 'README.md'), 'utf8')
  const title = /^title: *(.+)$/m.exec(text)?.[1]
  if (title === undefined) throw new Error(`El README de ${slug} no dice su título.`)
  return parse(title) as string
}

function byStep(a: Mistake, b: Mistake): number {
  return firstStep(a) - firstStep(b)
}

export function firstStep({ header }: Mistake): number {
  return Math.min(...header['rejected-by'].map(({ step }) => step))
}
