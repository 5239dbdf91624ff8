import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type RegionReader = (file: string, region: string) => readonly string[]

/** Lee cada archivo de `source` una sola vez: la pantalla se vuelve a pintar con cada suceso. */
export function regionReader(source: string): RegionReader {
  const texts = new Map<string, string>()
  return (file, region) => {
    const text = texts.get(file) ?? readText(join(source, file))
    texts.set(file, text)
    return linesOfRegion(text, region)
  }
}

/** Las líneas de `// #region nombre`, sin su sangría común; ninguna si el texto no la tiene. */
function linesOfRegion(text: string, region: string): readonly string[] {
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
