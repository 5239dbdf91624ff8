import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Las líneas de `// #region nombre`, sin su sangría común; ninguna si ese archivo no la tiene. */
export function readRegion(source: string, file: string, region: string): readonly string[] {
  const text = readText(join(source, file))
  const opening = new RegExp(String.raw`^\s*// #region ${region}\s*$`, 'm').exec(text)
  if (opening === null) return []
  const rest = text.slice(opening.index + opening[0].length + 1)
  const closing = /^\s*\/\/ #endregion.*$/m.exec(rest)
  const lines = rest
    .slice(0, closing?.index ?? 0)
    .trimEnd()
    .split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  return lines.map((line) => line.slice(Math.min(...indents)))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // quien aprende ha llamado a sus archivos de otra forma
  }
}
