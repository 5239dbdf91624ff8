import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import dictionary from 'dictionary-es'
import nspell from 'nspell'

import { listFiles } from '../../../workbench/course/file-tree.ts'
import { wordsOf } from '../spelling/prose.ts'

/** node docs/.vitepress/checks/spelling.ts: lo que se lee, con el diccionario español y el glosario. */
const root = join(import.meta.dirname, '../../..')

process.exitCode = await main()

async function main(): Promise<number> {
  const spell = nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic))
  const own = await readFile(join(import.meta.dirname, '../spelling/words.txt'), 'utf8')
  for (const word of own.split('\n').filter((line) => line !== '')) spell.add(word)
  const glossary = await readFile(join(root, 'docs/glosario.md'), 'utf8')
  for (const word of glossaryWords(glossary)) {
    for (const each of [word, `${word}s`, word.toLowerCase(), `${word.toLowerCase()}s`])
      spell.add(each)
  }

  const knows = (word: string): boolean => spell.correct(word) || spell.correct(word.toLowerCase())
  const pages = await readPages()
  let faults = 0
  for (const page of pages) {
    const words = wordsOf(await readFile(join(root, page), 'utf8'))
    for (const { text, line, foreign } of words) {
      if (foreign || knows(text)) continue
      faults++
      console.log(`${page}:${line}: «${text}» no está en el diccionario ni en el glosario`)
    }
  }
  console.log(faults === 0 ? `${pages.length} páginas sin faltas` : `\n${faults} faltas`)
  return faults === 0 && pages.length > 0 ? 0 : 1
}

/** Cada término, en los dos idiomas: las dos primeras columnas. */
function glossaryWords(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| **'))
    .flatMap((line) => line.split('|').slice(1, 3))
    .flatMap((cell) => cell.match(/[\p{Letter}\p{Mark}]{2,}/gu) ?? [])
}

async function readPages(): Promise<readonly string[]> {
  const skips = (path: string): boolean => /(?:^|\/)(?:node_modules|\.vitepress)(?:\/|$)/.test(path)
  const site = (await listFiles(join(root, 'docs'), skips)).map((file) => `docs/${file}`)
  const lessons = (await listFiles(join(root, 'lessons'), skips)).map((file) => `lessons/${file}`)
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...site.filter((file) => file.endsWith('.md')),
    ...lessons.filter((file) => file.endsWith('/README.md')),
  ]
}
