import { join, matchesGlob } from 'node:path'

import { readIfExists } from '../course/read-if-exists.ts'

type Pattern = { readonly glob: string; readonly anchored: boolean; readonly back: boolean }

/**
 * Dice si git pasaría por alto una ruta, según el `.gitignore` de la raíz. No llama a git: el
 * taller también se descarga en un zip. Entiende nombres, comodines y excepciones con «!».
 */
export async function readGitIgnore(root: string): Promise<(path: string) => boolean> {
  const patterns = parse((await readIfExists(join(root, '.gitignore'))) ?? '')
  return (path) => {
    const names = path.split('/')
    // Una carpeta que git no mira se lleva consigo todo lo que contiene.
    return names.some((name, index) =>
      isIgnored(names.slice(0, index + 1).join('/'), name, patterns),
    )
  }
}

function isIgnored(path: string, name: string, patterns: readonly Pattern[]): boolean {
  const last = patterns.findLast(({ glob, anchored }) => matchesGlob(anchored ? path : name, glob))
  return last !== undefined && !last.back
}

function parse(text: string): readonly Pattern[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const back = line.startsWith('!')
      const pattern = line.slice(back ? 1 : 0).replace(/\/$/, '')
      return { glob: pattern.replace(/^\//, ''), anchored: pattern.includes('/'), back }
    })
}
