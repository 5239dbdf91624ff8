export type WrapOptions = { readonly width?: number; readonly indent?: string }

/**
 * Parte el texto por palabras para que quepa en la terminal. Las líneas que ya vienen sangradas
 * son órdenes para pegar: partidas no servirían, así que se dejan enteras.
 */
export function wrap(text: string, { width = 78, indent = '' }: WrapOptions = {}): string {
  return text
    .split('\n')
    .flatMap((line) => (/^\s/.test(line) ? [line] : wrapLine(line, width - indent.length)))
    .map((line) => (line === '' ? line : indent + line))
    .join('\n')
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current === '') current = word
    else if (current.length + 1 + word.length <= width) current += ` ${word}`
    else {
      lines.push(current)
      current = word
    }
  }
  return [...lines, current]
}
