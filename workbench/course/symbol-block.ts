/** La línea donde se declara el símbolo, empezando en 0; `undefined` si no se ve. */
export function declarationLine(lines: readonly string[], symbol: string): number | undefined {
  const declaration = new RegExp(
    String.raw`(?:function\*?|class|const|let|type|interface|async|static|get|set|^\s+)\s*${RegExp.escape(symbol)}\b\s*[(<=:{ ]`,
  )
  const index = lines.findIndex((line) => declaration.test(line))
  return index === -1 ? undefined : index
}

/**
 * El trozo de código que declara el símbolo, con los comentarios que lleva encima. Cuenta
 * paréntesis y llaves, que en un archivo con formato basta.
 */
export function symbolBlock(text: string, symbol: string): string | undefined {
  const lines = text.split('\n')
  const at = declarationLine(lines, symbol)
  if (at === undefined) return undefined
  let start = at
  while (start > 0 && /^\s*(?:\/\/(?! #)|\/\*|\*)/.test(lines[start - 1]!)) start--
  let depth = 0
  for (let end = at; end < lines.length; end++) {
    for (const [bracket] of withoutText(lines[end]!).matchAll(/[()[\]{}]/g)) {
      depth += '([{'.includes(bracket) ? 1 : -1
    }
    if (depth <= 0) return `${lines.slice(start, end + 1).join('\n')}\n`
  }
  return undefined // no se cierra: está a medio escribir
}

function withoutText(line: string): string {
  return line.replaceAll(/'[^']*'|"[^"]*"|\/\/.*$/g, '')
}
