import { parse } from 'yaml'

export type Word = {
  readonly text: string
  readonly line: number
  /** En cursiva o nombrando algo de fuera: puede ser de otro idioma. */
  readonly foreign: boolean
}

const frontMatter = /^---\n(?<yaml>[\s\S]*?\n)---\n/
/** De la cabecera, lo que alguien lee; lo demás son datos. */
const readKeys = new Set(['title', 'titleTemplate', 'description', 'outcome', 'hints'])

/** Las palabras que se leen en una página: ni código, ni direcciones, ni identificadores. */
export function wordsOf(source: string): readonly Word[] {
  const yaml = frontMatter.exec(source)?.groups?.['yaml']
  const header =
    yaml === undefined
      ? []
      : readValues(parse(yaml)).flatMap((text) => wordsIn(withoutCode(text), 1))
  const body = blankOut(source, frontMatter)
  const lines = withoutCode(withoutFences(body).join('\n')).split('\n')
  return [...header, ...lines.flatMap((line, index) => wordsIn(line, index + 1))]
}

function readValues(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return readKeys.has(key) ? [value] : []
  if (Array.isArray(value)) {
    const prose = key === 'hints' ? value.slice(0, 2) : value // la tercera es casi el código
    return prose.flatMap((each) => readValues(each, key))
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => readValues(each, name))
}

/** De un bloque de código no se lee nada; de un diagrama, su título y lo que cuenta. */
function withoutFences(source: string): readonly string[] {
  let mark: string | undefined
  return source.split('\n').map((line) => {
    const found = /^\s*(?<mark>`{3,}|~{3,})/.exec(line)?.groups?.['mark']
    if (mark === undefined && found === undefined) return line
    if (mark === undefined) {
      mark = found
      return /título="([^"]+)"/.exec(line)?.[1] ?? ''
    }
    if (found?.startsWith(mark) === true) mark = undefined
    return /^\s*accDescr\s*:\s*(.+)$/.exec(line)?.[1] ?? ''
  })
}

/** Código en línea, citas y etiquetas, también si ocupan dos líneas de un párrafo. */
function withoutCode(text: string): string {
  const hidden = [
    /(`+)(?:(?!\n\n)[\s\S])+?\1/,
    /^<<<.*$/m,
    /<script[\s\S]*?<\/script>/,
    /<[^>]*>|\{\{.*?\}\}/,
  ]
  return hidden.reduce((rest, pattern) => blankOut(rest, new RegExp(pattern, 'gm')), text)
}

function wordsIn(line: string, number: number): readonly Word[] {
  const text = line.replaceAll(/\bhttps?:\S+?(?=[\s)>]|$)/g, 'https:')
  const outside = /\[[^\]]*\]\(https:[^)]*\)|(?<!\*)\*(?!\*)[^*]+\*(?!\*)/g
  const foreign = [...text.matchAll(outside)].flatMap(([part]) => pick(part.replace(/\]\(.*/, ']')))
  const own = pick(text.replaceAll(outside, ' ').replaceAll(/\]\([^)]*\)/g, '] '))
  return [
    ...own.map((word) => ({ text: word, line: number, foreign: false })),
    ...foreign.map((word) => ({ text: word, line: number, foreign: true })),
  ]
}

/** Con cifras, guiones bajos, puntos por dentro o mayúsculas por dentro es un nombre, no una palabra. */
function pick(text: string): readonly string[] {
  return text
    .split(/[^\p{Letter}\p{Mark}\p{Number}_./@$-]+/u)
    .map((token) => token.replaceAll(/^[./$-]+|[./$-]+$/g, ''))
    .filter((token) => !/[\p{Number}_.@$]/u.test(token))
    .flatMap((token) => token.split(/[/-]/))
    .filter((token) => token.length > 1 && !/^.+\p{Uppercase}/u.test(token))
}

function blankOut(source: string, pattern: RegExp): string {
  return source.replace(pattern, (all) => ` ${'\n'.repeat(all.split('\n').length - 1)}`)
}
