import { stripVTControlCharacters } from 'node:util'

import type { Rule } from '../linted-course.ts'
import { runTool } from '../run-tool.ts'

/** Lo que oxfmt cambiaría, menos en el src de una lección empezada. */
export const formatted: Rule = async ({ root, judges }) => {
  const run = await runTool('oxfmt/bin/oxfmt', ['--list-different', '.'], root)
  const files = run.stdout
    .split(/\r?\n/)
    .map((line) => line.trim().replaceAll('\\', '/'))
    .filter((file) => file !== '')
  // Un archivo que no se entiende lo denuncia el compilador, con su línea y mejores palabras.
  // Con CI=true pinta en color y con otros trazos aunque nadie mire.
  const syntax = /(?:,-|╭─)\[.+:\d+:\d+\]/.test(stripVTControlCharacters(run.stderr))
  if (run.code !== 0 && files.length === 0 && !syntax) {
    return [{ where: '.oxfmtrc.json', what: `oxfmt no ha mirado nada: ${run.stderr.trim()}` }]
  }
  return files.filter(judges).map((file) => ({
    where: file,
    what: `no está como lo deja el formateador:\n  npx oxfmt ${quoted(file)}`,
  }))
}

function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `"${file}"`
}
